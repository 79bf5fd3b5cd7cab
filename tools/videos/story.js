// A short story in drawings: a title, beats with words under one ground line, an ending.
// A scene calls `story({title, poster, target, beats, ending, picture})`; this file times it and checks its words.
const W = 640, H = 360, GROUND = 272, FPS = 15;
const TITLE_LASTS = 3, ENDING_LASTS = 4;
const MOST_WORDS = 8, LEAST_SECONDS = 2.5; // what can be read on a small phone
const NB = "\u00a0";

/** French spaces, so that a mark never starts a line. */
const french = (text) => text.replace(/ ([:;?!»])/g, `${NB}$1`).replace(/« /g, `«${NB}`);

const ruler = document.createElement("canvas").getContext("2d");
function textWidth(text, size) {
  ruler.font = `700 ${size}px "Bricolage Grotesque"`;
  return ruler.measureText(text).width;
}

// --- People ---

/** A limb with one joint, pushed sideways by `bend`. */
function limb(from, to, bend, width) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]], length = Math.hypot(dx, dy) || 1;
  const joint = [(from[0] + to[0]) / 2 - (dy / length) * bend, (from[1] + to[1]) / 2 + (dx / length) * bend];
  return line([from, joint, to], width);
}

/**
 * The line figure, feet at (x, y), 175 high. `hands` are seen from the feet; `walk` is the phase of the stride,
 * null to stand; `gaze` turns an eye on: 0 ahead, 1 to the floor.
 */
function person({ x, y = GROUND, colour = C.coral, face = 1, scale = 0.85, lean = 0, walk = null, sit = false, hands = [[12, -62], [-12, -62]], gaze = null, crouch = 0 }) {
  const hip = [0, sit ? -50 : -64 + crouch], neck = [lean, hip[1] - 66], shoulder = [neck[0], neck[1] + 12];
  const head = [neck[0] * 1.25 + 4 + (gaze ? gaze * 5 : 0), neck[1] - 25 + (gaze ? gaze * 5 : 0)];
  const swing = walk === null ? 0 : Math.sin(walk), rise = walk === null ? 0 : Math.cos(walk) * 9;
  const foot = (side) => {
    if (sit) return [[46 + 6 * side, 0], [42, hip[1] - 2]];
    const fx = walk === null ? side * 11 : swing * side * 25, fy = walk === null ? 0 : -Math.max(0, rise * side);
    return [[fx, fy], [fx / 2 + 5 + crouch * 0.5, hip[1] / 2 + fy / 2]];
  };
  const leg = (side) => { const [end, knee] = foot(side); return line([hip, knee, end, [end[0] + 13, end[1]]], 12); };
  const eye = gaze === null ? "" : disc(head[0] + 10 - 2 * gaze, head[1] - 2 + 10 * gaze, 4, C.ink);
  const body = leg(-1) + limb(shoulder, hands[1], 9, 10) + leg(1) + line([hip, neck], 18) +
    limb(shoulder, hands[0], 9, 10) + disc(head[0], head[1], 22, colour) + eye;
  return `<g transform="translate(${n(x)} ${n(y)}) scale(${n(scale * face * 1000) / 1000} ${scale})">${body}</g>`;
}

/** Where the head of such a figure is. */
const headOf = (x, scale = 0.85, sit = false) => [x, GROUND - (sit ? 141 : 155) * scale];

/** Hands that follow what is said: a small beat while talking. */
const talking = (t, on) => (on ? [[40 + 4 * Math.sin(t * 7), -92 + 6 * Math.sin(t * 5)], [-10, -66]] : [[12, -62], [-12, -62]]);

const ball = (x, y, scale = 1) => disc(x, y, 19 * scale, C.paper, outline(3)) + disc(x, y, 14 * scale, C.coral);
const hop = (from, to, height, k) => [mix(from[0], to[0], k), mix(from[1], to[1], k) - height * 4 * k * (1 - k)];
function dotted(from, to, height, upTo) {
  const dots = [];
  for (let i = 0; i <= 18; i++) if (i / 18 <= upTo) dots.push(disc(...hop(from, to, height, i / 18), 2.8, C.ink));
  return dots.join("");
}

/** A box with its tape. */
const carton = (x, y, w = 56, h = 42) =>
  box(x - w / 2, y - h, w, h, C.sun, 4, outline(4)) + box(x - 7, y - h + 2, 14, 15, C.paper);

/** The ground of a place: wall and skirting. */
const room = (wall, skirting) => box(-20, -20, W + 40, GROUND + 20, wall) + box(-20, GROUND - 20, W + 40, 20, skirting);

// --- Words ---

const BUBBLE_SIZE = 30;

/** What someone says (or thinks), top middle at (x, y), with a tail towards `tail`; `|` breaks the line. */
function bubble({ text, x, y, tail, thought = false }, k) {
  const parts = french(text).split("|"), width = Math.max(...parts.map((p) => textWidth(p, BUBBLE_SIZE))) + 38;
  const height = 18 + parts.length * 35, left = clamp(x - width / 2, 6, W - 6 - width), bottom = y + height;
  const root = clamp(tail[0], left + 34, left + width - 34);
  const pointer = thought
    ? disc(mix(root, tail[0], 0.3), mix(bottom, tail[1], 0.35), 8, C.paper, outline(3)) + disc(mix(root, tail[0], 0.75), mix(bottom, tail[1], 0.78), 5, C.paper, outline(3))
    : `<polygon points="${points([[root - 13, bottom - 3], [root + 13, bottom - 3], tail])}" fill="${C.paper}" ${outline(4)}/>`;
  const cover = thought ? "" : box(root - 11.5, bottom - 7, 23, 7, C.paper);
  const lines = parts.map((p, i) => words(p, left + width / 2, y + 37 + i * 35, BUBBLE_SIZE)).join("");
  const drawn = pointer + box(left, y, width, height, C.paper, thought ? 30 : 20, outline(4)) + cover + lines;
  return group(group(drawn, { x: -tail[0], y: -tail[1] }), { x: tail[0], y: tail[1], scale: mix(0.7, 1, spring(k, 0, 1)), opacity: ramp(k, 0, 0.4) });
}

/** One line if it fits at full size, else two of like length. */
function wrapped(text, size, room) {
  if (textWidth(text, size) <= room) return [text];
  const parts = text.split(" ");
  const cuts = parts.slice(1).map((_, i) => [parts.slice(0, i + 1).join(" "), parts.slice(i + 1).join(" ")]);
  // A cut after a full stop reads best.
  const cost = (cut) => Math.max(...cut.map((p) => textWidth(p, size))) - (/[.?!]$/.test(cut[0]) ? 90 : 0);
  return cuts.reduce((best, cut) => (cost(cut) < cost(best) ? cut : best));
}

function band(beat, within) {
  const frame = box(-10, GROUND, W + 20, 98, C.paper) + line([[-10, GROUND], [W + 10, GROUND]], 5);
  if (!beat.band) return frame;
  const opacity = ease(within, 0, 0.25) * (1 - ease(within, beat.lasts - 0.13, beat.lasts));
  const mark = beat.step ? 58 : 0, lines = wrapped(french(beat.band), 35, 600 - mark), size = lines.length > 1 ? 32 : 35;
  const width = Math.max(...lines.map((l) => textWidth(l, size))), middle = (W + mark) / 2;
  const number = beat.step
    ? group(disc(0, 0, 23, C.violet) + words(beat.step, 0, 11, 31, { colour: C.paper }), { x: middle - width / 2 - 37, y: 317, scale: spring(within, 0, 0.4) })
    : "";
  const text = lines.map((l, i) => words(l, middle, lines.length > 1 ? 309 + i * 37 : 329, size)).join("");
  return frame + `<g opacity="${n(opacity)}">${number}${text}</g>`;
}

// --- Title and ending ---

/** The ball rolls to the springboard and jumps to the picture at the right. */
function titleCard(t, { title, poster, target }) {
  const start = [212, 200], roll = ease(t, 0, 0.7), k = ease(t, 0.7, 1.5);
  const slope = (s) => [mix(30, start[0], s), mix(250, start[1], s ** 3)];
  const run = Array.from({ length: 14 }, (_, i) => i / 13).filter((s) => s <= roll).map((s) => disc(slope(s)[0], slope(s)[1] + 11, 2.8, C.ink));
  const board = `<polygon points="156,220 238,220 212,${GROUND} 106,${GROUND}" fill="${C.violet}"/>` + line([[148, 220], [246, 220]], 8);
  return box(-20, -20, W + 40, GROUND + 20, C.sun) + board + poster(t) + run.join("") + dotted(start, target, 24, k) +
    ball(...(t < 0.7 ? slope(roll) : hop(start, target, 24, k))) +
    title.map((part, i) => words(french(part), 32, 72 + i * 52, 50, { anchor: "start" })).join("");
}

function endCard(within, lines) {
  const rise = (s) => [mix(56, 572, s), mix(242, 84, s ** 3.4)], k = ease(within, 0.4, 1.9);
  const trail = (upTo) => Array.from({ length: 41 }, (_, i) => rise((i / 40) * upTo));
  const logo = `<path d="M0 26c9 0 12-5 15-14s6-13 15-13" fill="none" stroke="${C.ink}" stroke-width="7" stroke-linecap="round"/>${disc(37, -7, 8, C.coral)}`;
  return box(0, 0, W, GROUND, C.sun) + line(trail(1), 22, "#ffe39b") + line(trail(k), 22, C.violet) + ball(...rise(k), 1.25) +
    lines.map((part, i) => words(french(part), 34, 70 + i * 52, 50, { anchor: "start", opacity: ease(within, 0.1 + i * 0.35, 0.4 + i * 0.35) })).join("") +
    group(logo, { x: 446, y: 230, scale: 0.9 }) + words("Tremplin", 494, 252, 30, { anchor: "start" });
}

// --- The film ---

/** Start each beat after the one before it; refuse what a phone cannot show long enough. */
function timed(beats) {
  let from = 0;
  return beats.map((beat) => {
    const texts = [beat.band ?? "", ...(beat.says ?? []).map((s) => s.text)];
    const count = texts.join(" ").split(/[\s|]+/).filter((w) => /[\p{L}\d]/u.test(w)).length;
    if (count > MOST_WORDS) throw new Error(`${count} words at once: ${texts.join(" / ")}`);
    if (beat.lasts < LEAST_SECONDS) throw new Error(`too short to read: ${texts.join(" / ")}`);
    from += beat.lasts;
    return { ...beat, from: from - beat.lasts };
  });
}

/** The caption of a beat: what is seen, then what is written. */
function caption({ from, lasts, seen, says = [], band: text, step }) {
  const spoken = says.map((s) => `${s.who} : « ${s.text.replaceAll("|", " ")} »`);
  const written = text ? `${step ? `${step}. ` : ""}${text}` : "";
  return { from, to: from + lasts, text: [seen, [...spoken, written].filter(Boolean).join(" ")].filter(Boolean).map(french).join("\n") };
}

function story({ title, poster, target, beats, ending, picture }) {
  const all = timed([
    { lasts: TITLE_LASTS, seen: `Titre : ${title.join(" ")}.`, band: "Film sans son." },
    ...beats,
    { lasts: ENDING_LASTS, name: "end", seen: ending.lines.join(" "), band: ending.band },
  ]);
  const end = all.at(-1), at = Object.fromEntries(all.filter((b) => b.name).map((b) => [b.name, b.from]));
  const stage = document.getElementById("stage");
  const draw = (t) => {
    const beat = all.findLast((b) => t >= b.from), within = t - beat.from, entering = ease(t, TITLE_LASTS - 0.3, TITLE_LASTS + 0.3);
    let scene = entering > 0 && t < end.from + 0.5 ? group(picture(t, at), { x: W * (1 - entering) }) : "";
    for (const said of beat.says ?? []) scene += bubble(said, clamp((within - (said.after ?? 0.15)) / 0.4));
    if (entering < 1) scene += group(titleCard(t, { title, poster, target }), { x: -W * entering });
    if (t > end.from - 0.3) {
      const r = 760 * ease(t, end.from - 0.3, end.from + 0.4);
      scene += `<clipPath id="iris">${disc(551, 160, r, "#000")}</clipPath><g clip-path="url(#iris)">${endCard(t - end.from, ending.lines)}</g>`;
    }
    stage.innerHTML = scene + band(beat, within);
  };
  window.scene = {
    width: W, height: H, fps: FPS, duration: end.from + end.lasts, posterAt: 2.4, cues: all.map(caption), draw,
    ready: document.fonts.load('700 40px "Bricolage Grotesque"', "Éà").then((faces) => {
      if (!faces.length) throw new Error("the heading font did not load");
    }),
  };
}
