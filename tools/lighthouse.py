"""Runs Lighthouse's mobile audit on a running portal: `tools/lighthouse.py URL [--json]`; 1 where a score is below 95."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

LIGHTHOUSE = Path("var/lighthouse/node_modules/.bin/lighthouse")
CHROMIUM = shutil.which("chromium") or ""
FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95
ATTEMPTS = 3
PAGES = {
    "home": "/",
    "skill": "/competences/gestion-du-stress/",
    "article": "/ressources/trou-noir-les-phrases-de-secours/",
    "course": "/ressources/tenir-le-coup-a-l-oral/",
    "catalogue": "/recherche/",
}


def wait_for(url: str) -> None:
    for _attempt in range(150):
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310 (our own server)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{url} does not answer")


def answer_all(page: Page, base: str) -> None:
    page.goto(f"{base}/evaluation/?skills=gestion-du-stress,cooperation")
    page.locator('form:has(input[name="skills"]) button').first.click()
    for number in range(1, 11):
        page.get_by_text(f"{number} sur 10").first.wait_for()
        page.locator("[data-settling]").wait_for(state="detached")
        page.get_by_text("Souvent" if number % 3 else "Rarement", exact=True).click()
    page.wait_for_url("**/resultat/")


def own_pages(base: str) -> tuple[dict[str, str], str]:
    """Addresses that only a visit gives (a result, a mission), and the visitor's cookie."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split()[1:])
        page = browser.new_page(locale="fr-FR", reduced_motion="reduce")
        page.goto(f"{base}/missions/")
        mission = page.locator(".card__title a").first.get_attribute("href")
        answer_all(page, base)
        cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
        result = page.url.removeprefix(base)
        browser.close()
    return {"result": result, "mission": mission or ""}, cookies


def measure(command: list[str]) -> None:
    """Runs Lighthouse. NO_NAVSTART: its trace began after the page did, and nothing was measured; that alone is tried again."""
    for attempt in range(ATTEMPTS):
        run = subprocess.run(command, check=False, env={**os.environ, "CHROME_PATH": CHROMIUM}, capture_output=True, text=True)
        if run.returncode == 0:
            return
        if "NO_NAVSTART" not in run.stderr + run.stdout or attempt == ATTEMPTS - 1:
            sys.exit(f"Lighthouse: exit {run.returncode}\n{run.stderr[-2000:]}")
        print("Lighthouse saw no start of the navigation (NO_NAVSTART): again", file=sys.stderr)


def audit(url: str, headers: dict[str, str], skipped: tuple[str, ...]) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}",
            f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={json.dumps(headers)}",
            *([f"--skip-audits={','.join(skipped)}"] if skipped else []),
        ]  # fmt: skip
        measure(command)
        data = json.loads(report.read_text())
    scores = {name: round(100 * data["categories"][name]["score"]) for name in CATEGORIES}
    if "--why" in sys.argv:
        for name in CATEGORIES:
            for item in data["categories"][name]["auditRefs"]:
                found = data["audits"][item["id"]]
                if item["weight"] and found["score"] is not None and found["score"] < 1:
                    print(f"  {name}: {found['title']} {found.get('displayValue', '')} ({found['score']})", file=sys.stderr)
    numbers = {"lcp_ms": "largest-contentful-paint", "cls_thousandths": "cumulative-layout-shift", "bytes": "total-byte-weight"}
    for key, name in numbers.items():
        value = data["audits"][name].get("numericValue", 0)
        scores[key] = round(value * 1000) if key == "cls_thousandths" else round(value)
    return scores


def main(base: str) -> int:
    wait_for(base)
    own, cookie = own_pages(base)
    rows = {}
    for name, path in {**PAGES, **own}.items():
        # A result is private on purpose: it must not be indexed, which this audit would count against it.
        skipped = ("is-crawlable",) if name == "result" else ()
        rows[name] = audit(base + path, {"Cookie": cookie} if name == "result" else {}, skipped)
    if "--json" in sys.argv:
        print(json.dumps(rows, indent=2))
    else:
        print(f"{'page':<12}{'perf.':>7}{'access.':>9}{'best':>7}{'seo':>6}{'LCP ms':>9}{'CLS':>8}{'KB':>6}")
        for name, row in rows.items():
            scores = f"{row['performance']:>7}{row['accessibility']:>9}{row['best-practices']:>7}{row['seo']:>6}"
            print(f"{name:<12}{scores}{row['lcp_ms']:>9}{row['cls_thousandths'] / 1000:>8.3f}{row['bytes'] // 1024:>6}")
    low = [f"{name}: {key} {row[key]}" for name, row in rows.items() for key in CATEGORIES if row[key] < LEAST]
    for words in low:
        print(f"below {LEAST}: {words}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
