#!/usr/bin/env python3
"""Film a drawn scene: a page draws each instant, Chromium photographs it, ffmpeg encodes it.

A scene is a folder `tools/videos/<slug>/` with a `scene.html` that sets `window.scene`:
`{width, height, fps, duration, posterAt, cues: [{from, to, text}], draw(seconds)}`.
`draw` depends on its argument alone, so the same sources always give the same film.
`tools/videos/draw.js` holds the drawing kit, `story.js` the frame of a short story: title, beats, ending.

    python tools/make_video.py respiration-en-carre
    python tools/make_video.py respiration-en-carre --look 3,12.5 --into /tmp/frames

Written to home/demo/videos: <slug>.mp4, <slug>.webm, <slug>.jpg (poster), <slug>.<language>.vtt.
Needs Playwright (requirements/dev), and Chromium and ffmpeg on the PATH.
"""

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SCENES = ROOT / "tools" / "videos"
OUTPUT = ROOT / "home" / "demo" / "videos"

VIDEO_LIMIT = 1_500_000  # bytes: a film must stay light on a phone plan
POSTER_LIMIT = 25_000

BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]
# Flat drawings: BT.709 flagged as such, or players shift the colours.
COLOUR = ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"]
COLOUR += ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
REPRODUCIBLE = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
H264 = ["-c:v", "libx264", "-preset", "veryslow", "-tune", "animation", "-crf", "24"]
H264 += ["-profile:v", "high", "-level", "3.1", "-movflags", "+faststart"]
VP9 = ["-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "37", "-deadline", "good", "-cpu-used", "1"]
VP9 += ["-g", "250", "-row-mt", "1"]


def program(*names: str) -> str:
    """Path of the first of these programs that is installed; stop with a hint if none is."""
    for name in names:
        if found := shutil.which(name):
            return found
    sys.exit(f"make_video: install one of: {', '.join(names)}")


def photograph(page: Page, seconds: float) -> bytes:
    """The scene at an instant, as PNG."""
    page.evaluate("seconds => window.scene.draw(seconds)", seconds)
    return page.screenshot(type="png")


def film(page: Page, scene: dict, master: Path) -> None:
    """Photograph every frame into a lossless master."""
    count = round(scene["duration"] * scene["fps"])
    encoder = subprocess.Popen(
        [
            program("ffmpeg"), "-loglevel", "error", "-y",
            "-f", "image2pipe", "-framerate", str(scene["fps"]), "-c:v", "png", "-i", "-",
            "-c:v", "ffv1", str(master),
        ],
        stdin=subprocess.PIPE,
    )  # fmt: skip
    for frame in range(count):
        encoder.stdin.write(photograph(page, frame / scene["fps"]))
        if frame % 100 == 0:
            print(f"  frame {frame}/{count}", flush=True)
    encoder.stdin.close()
    if encoder.wait():
        sys.exit("make_video: ffmpeg could not keep the frames")


def encode(master: Path, target: Path, codec: list[str]) -> None:
    command = [program("ffmpeg"), "-loglevel", "error", "-y", "-i", str(master), "-an"]
    subprocess.run([*command, *COLOUR, *codec, *REPRODUCIBLE, str(target)], check=True)
    check_weight(target, VIDEO_LIMIT)


def save_poster(png: bytes, target: Path) -> None:
    """Save as JPEG at the best quality that fits the limit."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in range(92, 40, -4):
        picture.save(target, quality=quality, optimize=True, progressive=True, subsampling=0)
        if target.stat().st_size <= POSTER_LIMIT:
            break
    check_weight(target, POSTER_LIMIT)


def check_weight(target: Path, limit: int) -> None:
    size = target.stat().st_size
    print(f"  {target.name}: {size:,} bytes")
    if size > limit:
        sys.exit(f"make_video: {target.name} is over its limit of {limit:,} bytes")


def timestamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"00:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def captions(cues: list[dict]) -> str:
    """The scene's cues as WebVTT."""
    blocks = [f"{timestamp(c['from'])} --> {timestamp(c['to'])}\n{c['text']}" for c in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("slug", help="folder under tools/videos")
    parser.add_argument("--language", default="fr", help="language of the captions")
    parser.add_argument("--look", help="only photograph these instants (seconds, comma-separated)")
    parser.add_argument("--into", type=Path, default=Path.cwd(), help="where --look writes")
    options = parser.parse_args()

    source = SCENES / options.slug / "scene.html"
    if not source.is_file():
        sys.exit(f"make_video: no scene at {source}")

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=program("chromium", "chromium-browser", "google-chrome"),
            args=BROWSER_ARGS,
        )
        page = browser.new_page()
        page.on("pageerror", lambda error: sys.exit(f"make_video: {error}"))
        page.goto(source.as_uri())
        page.evaluate("async () => { await window.scene.ready }")
        scene = page.evaluate(
            "(({width, height, fps, duration, posterAt, cues}) => ({width, height, fps, duration, posterAt, cues}))(window.scene)"
        )
        page.set_viewport_size({"width": scene["width"], "height": scene["height"]})

        if options.look:
            options.into.mkdir(parents=True, exist_ok=True)
            for instant in map(float, options.look.split(",")):
                picture = options.into / f"{options.slug}-{instant:06.2f}.png"
                picture.write_bytes(photograph(page, instant))
            browser.close()
            return

        OUTPUT.mkdir(parents=True, exist_ok=True)
        master = Path(folder) / "master.mkv"
        film(page, scene, master)
        save_poster(photograph(page, scene["posterAt"]), OUTPUT / f"{options.slug}.jpg")
        browser.close()
        encode(master, OUTPUT / f"{options.slug}.mp4", H264)
        encode(master, OUTPUT / f"{options.slug}.webm", VP9)

    subtitles = OUTPUT / f"{options.slug}.{options.language}.vtt"
    subtitles.write_text(captions(scene["cues"]), encoding="utf-8")
    print(f"  {subtitles.name}: {len(scene['cues'])} captions")


if __name__ == "__main__":
    main()
