"""A partner's own pages: whose they are, the snippet to paste, and why a frame does not show."""

from __future__ import annotations

import html
import re
from base64 import b64encode
from hashlib import sha384

import httpx
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.test import Client

from partners.doctor import Finding, examine
from partners.models import Partner
from resources.models import ResourceIndexPage
from tests.partners.factories import PartnerFactory
from tests.resources.factories import LISTENING, STRESS, ArticleFactory

pytestmark = pytest.mark.django_db
SPACE = "/partenaires/lycee/"


def contact(email: str, *, verified: bool = True) -> Client:
    user = User.objects.create(username=email, email=email)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def partner() -> Partner:
    return PartnerFactory(slug="lycee", contact_email="cpe@lycee.example")


@pytest.fixture
def cpe(partner: Partner) -> Client:
    return contact("CPE@lycee.example")


def test_the_contact_is_led_to_their_partner(cpe: Client) -> None:
    assert cpe.get("/partenaires/")["Location"] == SPACE
    assert "Lycée Les Horizons" in cpe.get(SPACE).content.decode()


@pytest.mark.parametrize("path", ["", "integrer/", "verifier/"])
def test_nobody_else_opens_a_partner_s_pages(partner: Partner, path: str) -> None:
    assert Client().get(SPACE + path).status_code == 302
    assert contact("autre@lycee.example").get(SPACE + path).status_code == 404
    assert contact("cpe@lycee.example", verified=False).get(SPACE + path).status_code == 404


def test_a_partner_put_to_rest_opens_nothing(cpe: Client) -> None:
    Partner.objects.update(active=False)
    assert cpe.get(SPACE).status_code == 404


def snippet(client: Client, **asked: object) -> str:
    page = client.get(f"{SPACE}integrer/", asked)
    assert page.status_code == 200, re.findall(r'role="alert">(.*?)</div>', page.content.decode())
    return html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page.content.decode(), re.S)[1])


def test_a_snippet_shows_a_resource_with_a_link_and_our_script(cpe: Client, resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(parent=resource_index, title='Dire "non" <vite>', skills={STRESS: 2})
    lines = snippet(
        cpe, kind="ressource", address=f"http://testserver{page.get_url()}", language="en", theme="sombre", height=450
    )
    assert f'src="http://testserver/embed/lycee/ressource/{page.pk}/?langue=en&amp;theme=sombre"' in lines
    assert 'title="Dire &quot;non&quot; &lt;vite&gt;"' in lines
    assert 'height="450"' in lines
    assert f'<a href="http://testserver{page.get_url()}">' in lines
    assert re.search(
        r'<script async src="http://testserver/embed/v1.js" integrity="sha384-[\w+/=]{64}" crossorigin="anonymous">', lines
    )


def test_the_script_is_what_the_snippet_says_small_and_for_good(client: Client, cpe: Client) -> None:
    from_snippet = re.search(r'integrity="([^"]+)"', snippet(cpe, kind="catalogue"))[1]
    response = client.get("/embed/v1.js")
    assert from_snippet == "sha384-" + b64encode(sha384(response.content).digest()).decode()
    assert len(response.content) < 3 * 1024
    assert "immutable" in response["Cache-Control"]
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("asked", "end"),
    [
        ({"kind": "competence", "skills": [STRESS]}, f"competence/{STRESS}/?langue=fr&amp;theme=clair"),
        ({"kind": "questionnaire", "skills": [STRESS, LISTENING]}, "questionnaire/?competences="),
        (
            {"kind": "catalogue", "skills": [STRESS], "list_kind": "video", "level": "2"},
            f"catalogue/?skill={STRESS}&amp;kind=video&amp;level=2&amp;",
        ),
    ],
)
def test_every_kind_has_its_address(cpe: Client, asked: dict[str, object], end: str) -> None:
    assert end in snippet(cpe, **asked)


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "ressource", "address": "https://elsewhere.example/x"},
        {"kind": "ressource", "address": f"http://testserver/competences/{STRESS}/"},
        {"kind": "ressource"},
        {"kind": "nulle-part"},
        {"kind": "catalogue", "height": "9e9"},
    ],
)
def test_what_cannot_be_shown_is_said_and_nothing_typed_is_lost(cpe: Client, asked: dict[str, str]) -> None:
    response = cpe.get(f"{SPACE}integrer/", asked)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    if "address" in asked:
        assert asked["address"] in html.unescape(response.content.decode())


def test_the_builder_speaks_the_contact_s_language(cpe: Client) -> None:
    page = cpe.get(f"{SPACE}integrer/").content.decode()
    assert '<option value="course">Cours</option>' in page


def test_the_preview_may_be_framed_by_the_builder_only(cpe: Client) -> None:
    policy = cpe.get(f"{SPACE}integrer/", {"kind": "catalogue"})["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com" in policy
    assert "'self'" in next(part for part in policy.split(";") if "frame-src" in part)


# --- why a frame does not show --------------------------------------------------------------------

FRAME = '<iframe title="x" src="https://testserver/embed/lycee/catalogue/"></iframe>'


@pytest.fixture
def secure(settings) -> None:
    settings.BASE_URL = "https://testserver"


def look(partner: Partner, body: str, address: str = "https://www.lycee.example/page", **headers: str) -> list[Finding]:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, html=body, headers=headers))
    return examine(partner, address, transport)


def blocking(findings: list[Finding]) -> str:
    return " ".join(f"{finding.what} {finding.fix}" for finding in findings if finding.blocks)


def test_a_page_that_works_is_said_to_work(partner: Partner, secure: None) -> None:
    findings = look(partner, FRAME)
    assert not blocking(findings)
    assert "Rien ne bloque" in findings[0].what


@pytest.mark.parametrize(
    ("body", "address", "headers", "words"),
    [
        (FRAME, "https://autre.example/", {}, "sites autorisés"),
        (FRAME, "http://www.lycee.example/", {}, "http"),
        (FRAME, "https://www.lycee.example/", {"Content-Security-Policy": "default-src 'self'"}, "default-src"),
        (FRAME, "https://www.lycee.example/", {"Content-Security-Policy": "default-src *; frame-src 'none'"}, "frame-src"),
        (FRAME, "https://www.lycee.example/", {"Content-Security-Policy": "img-src *, frame-src https://x.example"}, "frame-src"),
        (
            '<meta http-equiv="Content-Security-Policy" content="frame-src x.example">' + FRAME,
            "https://www.lycee.example/",
            {},
            "frame-src",
        ),
        (FRAME.replace("title", "sandbox='allow-scripts' title"), "https://www.lycee.example/", {}, "allow-forms"),
        (FRAME.replace("lycee", "autre"), "https://www.lycee.example/", {}, "à toi"),
        (FRAME.replace("https://testserver", "http://testserver"), "https://www.lycee.example/", {}, "http dans une page"),
    ],
)
def test_what_blocks_is_named_with_what_to_do(
    partner: Partner, secure: None, body: str, address: str, headers: dict[str, str], words: str
) -> None:
    assert words in blocking(look(partner, body, address, **headers))


def test_a_policy_that_names_us_lets_us_in(partner: Partner, secure: None) -> None:
    findings = look(partner, FRAME, **{"Content-Security-Policy": "frame-src https://testserver; script-src 'self' testserver"})
    assert not [finding for finding in findings if "CSP" in finding.what]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://2130706433/",
        "javascript:alert(1)",
    ],
)
def test_an_address_inside_is_never_called(cpe: Client, address: str) -> None:
    shown = cpe.post(f"{SPACE}verifier/", {"address": address}).content.decode()
    assert "pas publique" in shown or "ne répond pas" in shown


def test_redirects_inside_are_not_followed(partner: Partner) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(302, headers={"location": "/again"})

    findings = examine(partner, "https://www.lycee.example/", httpx.MockTransport(answer))
    assert "redirection" in blocking(findings)
    assert len(asked) == 4


def test_looking_too_often_waits(cpe: Client) -> None:
    statuses = [cpe.post(f"{SPACE}verifier/", {"address": "http://127.0.0.1/"}).status_code for _time in range(11)]
    assert statuses == [200] * 10 + [429]
