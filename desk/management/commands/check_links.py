"""`check_links [--json] [--seconds N] [--own]`: follow every link of our pages; meant for every night."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.links.checking import NoNetwork, check_others, check_own, find_links
from desk.links.fetching import web_client
from desk.models import Link


class Command(BaseCommand):
    help = "Follow the links of published pages (missions excepted) and note which are broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the figures and what is troubled as JSON.")
        parser.add_argument(
            "--seconds", type=float, default=1800, help="Stop following after so long; the rest is for next time."
        )
        parser.add_argument("--own", action="store_true", help="Only links to our own pages: nothing is called.")

    def handle(self, *args: Any, **options: Any) -> None:
        links = find_links()
        check_own(links)
        followed = 0
        if not options["own"]:
            try:
                with web_client() as client:
                    followed = check_others(links, client, options["seconds"])
            except NoNetwork as error:
                raise CommandError("No host answers: is this machine connected? Nothing was noted of other sites.") from error
        figures = {
            "links": len(links),
            "followed": followed,
            "own": sum(link.internal for link in links),
            **{state.value: sum(link.state == state for link in links) for state in Link.State},
            "broken": sum(link.is_broken for link in links),
        }
        troubled = [link for link in links if link.state in {Link.State.CLOSED, Link.State.FAILING}]
        if options["json"]:
            self.stdout.write(json.dumps({**figures, "troubled": [_told(link) for link in troubled]}, ensure_ascii=False))
            return
        self.stdout.write(", ".join(f"{name} {value}" for name, value in figures.items()))
        for link in troubled:
            self.stdout.write(f"{'BROKEN' if link.is_broken else link.state:8} {link.address} ({link.answer})")


def _told(link: Link) -> dict[str, Any]:
    return {
        "address": link.address,
        "state": link.state,
        "broken": link.is_broken,
        "answer": link.answer,
        "since": link.first_failed.isoformat() if link.first_failed else None,
        "pages": sorted(link.pages.values_list("pk", flat=True)),
    }
