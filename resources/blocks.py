"""Questions of a quiz, and where a resource comes from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("réponse"), max_length=300)
    correct = blocks.BooleanBlock(label=_("bonne réponse"), required=False)
    feedback = blocks.TextBlock(
        label=_("retour"), required=False, rows=2, help_text=_("Pourquoi c'est juste, ou ce qui coince. Sans reproche.")
    )


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=300)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("réponses"), min_num=2, max_num=6)

    class Meta:
        icon = "help"
        label = _("Question")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        right = sum(choice["correct"] for choice in cleaned["choices"])
        if not 0 < right < len(cleaned["choices"]):
            message = _("Il faut au moins une bonne réponse, et au moins une mauvaise.")
            raise StructBlockValidationError(block_errors={"choices": ValidationError(message)})
        return cleaned


class QuizBlock(blocks.StreamBlock):
    question = QuestionBlock()


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=200)
    url = blocks.URLBlock(label=_("adresse"))

    class Meta:
        icon = "link-external"
        label = _("Source")


class SourcesBlock(blocks.StreamBlock):
    source = SourceBlock()
