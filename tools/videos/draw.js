// The drawing kit: colours of the look, easing, and the line figure. Everything returns SVG text.
const C = {
  ink: "#1b1440", paper: "#fffbf3", sun: "#ffc83d", violet: "#5b3df5", coral: "#ff5a3c",
  mint: "#1fa37a", lilac: "#e9e3ff", sky: "#cfe4ff", blush: "#ffdcd4", mintPale: "#d6f2e7",
};

const clamp = (x, low = 0, high = 1) => Math.min(high, Math.max(low, x));
const mix = (a, b, k) => a + (b - a) * k;
/** 0 before `from`, 1 after `to`, straight between. */
const ramp = (t, from, to) => clamp((t - from) / (to - from));
/** The same, with a soft start and a soft end. */
const ease = (t, from, to) => { const k = ramp(t, from, to); return k * k * (3 - 2 * k); };
/** The same, arriving with a small rebound. */
const spring = (t, from, to) => {
  const k = ramp(t, from, to) - 1;
  return 1 + 2.4 * k * k * k + 1.4 * k * k;
};
const n = (x) => Math.round(x * 100) / 100;
const points = (list) => list.map(([x, y]) => `${n(x)},${n(y)}`).join(" ");

const group = (content, { x = 0, y = 0, scale = 1, turn = 0, opacity = 1 } = {}) =>
  `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(turn)}) scale(${n(scale * 1000) / 1000})" opacity="${n(opacity)}">${content}</g>`;
const line = (list, width = 12, colour = C.ink) =>
  `<polyline points="${points(list)}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;
const disc = (x, y, r, colour, extra = "") => `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="${colour}" ${extra}/>`;
const box = (x, y, w, h, colour, r = 0, extra = "") =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" rx="${r}" fill="${colour}" ${extra}/>`;
const outline = (width = 4, colour = C.ink) => `stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"`;
const words = (text, x, y, size, { anchor = "middle", colour = C.ink, opacity = 1 } = {}) =>
  `<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}" text-anchor="${anchor}" style="fill:${colour}" opacity="${n(opacity)}">${text}</text>`;

/** The person, seated, in profile, hips at (0, 0). breath: 0 empty, 1 full. shake: 0 calm, 1 tense. */
function seated(t, { breath = 0, shake = 0, hands = "sheet" } = {}) {
  const tremble = shake * Math.sin(t * 19) * 1.4;
  const heel = shake * Math.abs(Math.sin(t * 9)) * 9;
  const lift = 9 * breath;
  const slump = 9 * shake;
  const neck = [3 + slump, -70 - lift];
  const head = [9 + slump * 1.7 + tremble, -102 - lift + slump * 0.6];
  const hand = [46, -28 - lift * 0.4];
  const sheet = `<g transform="rotate(${n(-14 + tremble * 2)} 56 -36)">${box(46, -62 - lift * 0.4, 32, 42, C.paper, 4, outline(3))}` +
    `${line([[53, -50 - lift * 0.4], [71, -50 - lift * 0.4]], 3)}${line([[53, -41 - lift * 0.4], [71, -41 - lift * 0.4]], 3)}${line([[53, -32 - lift * 0.4], [64, -32 - lift * 0.4]], 3)}</g>`;
  const bag = `${box(22, -52 - lift * 0.2, 46, 48, C.sun, 13, outline(4))}${box(31, -30 - lift * 0.2, 28, 17, C.paper, 6, outline(3))}`;
  return line([[2, -2], [44, -4 - heel * 0.4], [38, 46 - heel], [54, 48 - heel * 0.2]], 13) +
    line([[0, 0], [54, -2], [56, 48], [72, 48]], 13) +
    line([[0, -2], neck], 17 + 12 * breath) +
    (hands === "sheet" ? sheet : bag) +
    line([[neck[0], neck[1] + 12], [10 + slump * 0.5, -36 - lift * 0.6], hand], 11, C.ink) +
    disc(head[0], head[1], 23, C.coral);
}

/** The person in the middle of a jump, as on the portal's home page; middle of the body at (0, 0). */
function leaping() {
  return line([[-2, 6], [-10, 30], [-2, 56]], 13) +
    line([[2, 6], [22, 30], [44, 48]], 13) +
    line([[10, -40], [0, 8]], 18) +
    line([[8, -36], [-22, -34], [-36, -52]], 12) +
    line([[12, -36], [36, -20], [58, -26]], 12) +
    disc(16, -70, 23, C.coral);
}

/** What a tense head sounds like: a broken line that turns into a slow wave as calm goes from 0 to 1. */
function worry(t, calm) {
  const list = [];
  for (let x = -62; x <= 62; x += 2) {
    const edge = Math.cos((x / 62) * (Math.PI / 2)) ** 0.6;
    const saw = (2 / Math.PI) * Math.asin(Math.sin(x * 0.36 + t * 3));
    const jagged = saw * (13 + 9 * Math.sin(x * 0.13 + t * 1.3));
    const wave = 8 * Math.sin(x * 0.075 - t * 1.2);
    list.push([x, mix(jagged, wave, calm) * edge]);
  }
  return line(list, 6, C.coral);
}
