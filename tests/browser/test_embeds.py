"""Pages of the portal inside schools' pages, from one site to another, third-party cookies blocked (reference tests 1-10, 15)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import ARGUMENTS, DESKTOP, PHONE, Visit
from tests.browser.schools import Schools, make_partner, running_schools

SKILL = "/embed/lycee-a/competence/gestion-du-stress/"
# The frame has grown to its content.
SETTLED = """new Promise(done => {
    const look = () => document.documentElement.scrollHeight - innerHeight <= 8 ? done(true) : setTimeout(look, 50);
    look();
})"""
QUESTIONNAIRE = "/embed/lycee-a/questionnaire/?competences=gestion-du-stress"


@pytest.fixture(scope="module")
def schools(portal_environment: dict[str, str], portal: str) -> Iterator[Schools]:
    with running_schools() as running:
        make_partner(portal_environment, slug="lycee-a", name="Lycée A", origins=[running.origin("school-a")])
        make_partner(portal_environment, slug="lycee-b", name="Lycée B", origins=[running.origin("school-b")])
        yield running


@pytest.fixture(scope="module")
def cookieless(chromium: Browser) -> Iterator[Browser]:
    """A browser that blocks third-party cookies."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    browser = chromium.browser_type.launch(executable_path=path, args=[*ARGUMENTS, "--test-third-party-cookie-phaseout"])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def home(portal_environment: dict[str, str]) -> str:
    """The portal under a name that makes it another site than the schools'."""
    return f"http://portal.localhost:{portal_environment['PORT']}"


@pytest.fixture
def context(cookieless: Browser) -> Iterator[BrowserContext]:
    made = cookieless.new_context(viewport=PHONE, locale="fr-FR", reduced_motion="reduce")
    made.set_default_timeout(15_000)
    yield made
    made.close()


def frame_of(path: str, home: str, extra: str = "") -> str:
    return (
        f'<iframe src="{home}{path}" title="Tremplin" width="100%" height="500" referrerpolicy="strict-origin" {extra}></iframe>'
        f'<p data-tremplin-link><a href="{home}/">Ouvrir sur Tremplin</a></p>'
    )


@pytest.fixture
def school_page(schools: Schools, home: str, context: BrowserContext) -> Callable[..., Page]:
    """Opens a school's page with frames in it and, unless told otherwise, our script."""

    def open_page(*frames: str, name: str = "school-a", script: bool = True) -> Page:
        tail = f'<script async src="{home}/embed/v1.js" crossorigin="anonymous"></script>' if script else ""
        page = context.new_page()
        page.goto(schools.put("/page", "".join(frames) + tail, name))
        return page

    return open_page


def test_a_listed_school_shows_the_page(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(SKILL, home))
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("Gérer son stress")


def test_an_unlisted_school_does_not(school_page: Callable[..., Page], home: str, context: BrowserContext) -> None:
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    page = school_page(frame_of(SKILL, home), name="school-b", script=False)
    page.wait_for_load_state("networkidle")
    assert page.frames[1].url.startswith("chrome-error://")
    assert any("frame-ancestors" in text for text in said)
    assert not any("school-b" in text.split("frame-ancestors")[-1] for text in said)


@pytest.mark.parametrize("path", ["/admin/", "/compte/connexion/", "/mon-espace/", "/evaluation/", "/"])
def test_the_rest_of_the_site_is_framed_by_nobody(school_page: Callable[..., Page], home: str, path: str) -> None:
    page = school_page(frame_of(path, home), script=False)
    page.wait_for_load_state("networkidle")
    assert page.frames[1].url.startswith("chrome-error://")


def test_it_grows_with_its_content_and_hides_the_link(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(SKILL, home))
    expect(page.locator("[data-tremplin-link]")).to_be_hidden()
    inside = page.frames[1].evaluate("document.body.getBoundingClientRect().height")
    assert abs(page.locator("iframe").bounding_box()["height"] - inside) <= 8
    assert inside > 500


def test_a_refused_frame_leaves_the_link(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(SKILL, home), name="school-b")
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("aria-hidden", "true", timeout=20_000)
    expect(page.locator("[data-tremplin-link]")).to_be_visible()


@pytest.mark.parametrize("height", ["NaN", "Infinity", "'700'", "null"])
def test_a_height_that_is_no_number_changes_nothing(school_page: Callable[..., Page], home: str, height: str) -> None:
    page = school_page(frame_of(SKILL, home))
    expect(page.locator("[data-tremplin-link]")).to_be_hidden()
    before = page.locator("iframe").bounding_box()["height"]
    page.frames[1].evaluate(f"parent.postMessage({{tremplin: 'height', height: {height}}}, '*')")
    page.evaluate("new Promise(done => setTimeout(done))")
    assert page.locator("iframe").bounding_box()["height"] == before


def test_a_height_beyond_measure_is_clamped(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(SKILL, home))
    expect(page.locator("[data-tremplin-link]")).to_be_hidden()
    page.frames[1].evaluate("parent.postMessage({tremplin: 'height', height: 1e9}, '*')")
    expect(page.locator("iframe")).to_have_css("height", "20000px")
    page.frames[1].evaluate("parent.postMessage({tremplin: 'height', height: -5}, '*')")
    expect(page.locator("iframe")).to_have_css("height", "160px")


def test_a_message_from_elsewhere_is_ignored(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(SKILL, home), "<iframe id='stranger' title='x' srcdoc='<p>x</p>'></iframe>")
    expect(page.locator("[data-tremplin-link]")).to_be_hidden()
    before = page.locator("iframe").first.bounding_box()["height"]
    # The right words, from the wrong page: the school's own window, and another frame.
    page.evaluate("postMessage({tremplin: 'height', height: 4321}, '*')")
    page.frames[2].evaluate("parent.postMessage({tremplin: 'height', height: 4321}, '*')")
    page.evaluate("new Promise(done => setTimeout(done))")
    assert page.locator("iframe").first.bounding_box()["height"] == before


def test_the_frame_tells_its_height_only_to_the_partner(schools: Schools, home: str, school_page: Callable[..., Page]) -> None:
    page = school_page(frame_of(SKILL, home), script=False)
    page.frame_locator("iframe").locator("h1").wait_for()
    told = page.evaluate(
        """new Promise(done => {
            addEventListener("message", event => done(event.origin + " " + event.data.tremplin));
            document.querySelector("iframe").contentWindow.postMessage({tremplin: "hello"}, "*");
        })"""
    )
    assert told == f"{home} height"


def test_two_frames_and_a_zoom_of_400_percent_neither_loop_nor_clip(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(SKILL, home), frame_of("/embed/lycee-a/catalogue/?kind=article", home))
    # 400 % of 1280 points leaves 320.
    page.set_viewport_size({"width": 320, "height": 256})
    expect(page.locator("[data-tremplin-link]").nth(0)).to_be_hidden()
    expect(page.locator("[data-tremplin-link]").nth(1)).to_be_hidden()
    page.evaluate(
        """() => { window.told = 0; addEventListener("message", () => window.told += 1); }""",
    )
    settled = page.evaluate(
        "new Promise(done => { let last = -1; const look = () => window.told === last ? done(window.told) : (last = window.told, setTimeout(look, 400)); look(); })"
    )
    assert settled <= 4
    for number, frame in enumerate(page.frames[1:]):
        # What is out of sight is laid out when it comes into sight.
        page.locator("iframe").nth(number).scroll_into_view_if_needed()
        assert frame.evaluate(SETTLED)
        assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_questionnaire_goes_to_its_recommendations_on_a_phone(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(QUESTIONNAIRE, home))
    inside = page.frame_locator("iframe")
    inside.get_by_role("button", name="Commencer").click()
    for _number in range(5):
        inside.get_by_text("Souvent", exact=True).click()
        inside.get_by_role("button", name="Suivant").click()
    expect(inside.locator("h1")).to_have_text("Voilà où tu en es.")
    first = inside.locator(".recommendations li").first
    expect(first.locator(".reason")).to_be_visible()
    with page.context.expect_page() as opened:
        first.locator("a").click()
    assert opened.value.url.startswith(home)


def test_answers_go_on_in_a_tab_of_the_portal(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(QUESTIONNAIRE, home))
    inside = page.frame_locator("iframe")
    inside.get_by_role("button", name="Commencer").click()
    inside.get_by_text("Souvent", exact=True).click()
    inside.get_by_role("button", name="Suivant").click()
    expect(inside.get_by_text("2 sur 5")).to_be_visible()
    with page.context.expect_page() as opened:
        inside.get_by_role("button", name="Continuer dans un nouvel onglet").click()
    tab = opened.value
    tab.get_by_role("button", name="Continuer ici").click()
    tab.wait_for_url("**/evaluation/*/2/")


def test_a_sandboxed_frame_shows_a_way_out(school_page: Callable[..., Page], home: str) -> None:
    """An opaque origin: `sandbox` without `allow-same-origin`."""
    page = school_page(frame_of(QUESTIONNAIRE, home, 'sandbox="allow-scripts allow-forms allow-popups"'))
    inside = page.frame_locator("iframe")
    inside.get_by_role("button", name="Commencer").click()
    expect(inside.get_by_text("Continue sur Tremplin")).to_be_visible()
    expect(inside.get_by_role("link", name="Ouvrir sur Tremplin")).to_be_visible()


def test_it_works_without_our_script(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(SKILL, home), script=False)
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("Gérer son stress")
    expect(page.locator("[data-tremplin-link]")).to_be_visible()


def test_nobody_else_is_asked(school_page: Callable[..., Page], home: str, schools: Schools, context: BrowserContext) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = school_page(frame_of(SKILL, home), frame_of(QUESTIONNAIRE, home))
    page.wait_for_load_state("networkidle")
    assert len(page.frames) == 3
    assert not [url for url in asked if not url.startswith((home, schools.origin()))]


@pytest.mark.parametrize("path", [SKILL, QUESTIONNAIRE])
def test_nothing_is_kept(visit: Callable[..., Visit], schools: Schools, path: str) -> None:
    """Opened by itself, where the browser would let it."""
    page = visit(path).page
    assert not page.context.cookies()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("caches.keys().then(keys => keys.length)") == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_third_party_storage_is_blocked_where_the_other_tests_run(school_page: Callable[..., Page], home: str) -> None:
    page = school_page(frame_of(SKILL, home))
    page.frame_locator("iframe").locator("h1").wait_for()
    assert page.frames[1].evaluate("(() => { try { return localStorage.length } catch { return 'blocked' } })()") == "blocked"


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize(
    "path",
    [SKILL, QUESTIONNAIRE, "/embed/lycee-a/catalogue/", "/embed/lycee-a/missions/?place=lyon", "/embed/lycee-a/nulle-part/"],
)
def test_embedded_pages_are_accessible(
    visit: Callable[..., Visit], assert_accessible: Callable[[Page], None], schools: Schools, path: str, size: dict[str, int]
) -> None:
    assert_accessible(visit(path, viewport=size).page)
