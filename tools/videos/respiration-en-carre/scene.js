// La respiration en carré. One ground line runs through the film: pictures above it, words below.
const W = 640, H = 360, GROUND = 290;
const TITLE = 0, CORRIDOR = 2.4, FIND = 5.6, ROUND_1 = 8, ROUND_2 = 24, DOOR = 40, CARD = 42.9, END = 45;
const SIDE = 4; // seconds on each side of the square
const NB = "\u00a0";

const SQUARE = { x: 352, y: 30, size: 216, corner: 30 };
const STEPS = ["Inspire", "Garde", "Souffle", "Attends"];

/** The words under the line, and how they are marked. */
const BAND = [
  [TITLE, `Sans son${NB}: tout est écrit.`],
  [CORRIDOR, "Oral dans trois minutes. Ton cœur tape."],
  [FIND, "Trouve un carré. La fenêtre, par exemple."],
  [ROUND_1, "Par le nez, sans forcer."],
  [ROUND_1 + 4, "Garde l'air. Relâche les épaules."],
  [ROUND_1 + 8, "Par la bouche, lentement."],
  [ROUND_1 + 12, "Poumons vides. Attends un peu."],
  [ROUND_2, "Dans le bus, personne ne voit rien."],
  [ROUND_2 + 4, `Trop long${NB}? Compte jusqu'à trois.`, C.sun],
  [ROUND_2 + 8, "Souffler lentement aide souvent à se calmer.", C.sun],
  [ROUND_2 + 12, `La tête tourne${NB}? Arrête, respire normalement.`, C.coral],
  [DOOR, "Le trac est encore là. Tu y vas quand même."],
  [CARD, "Essaie ce soir, au calme."],
];

const CUES = [
  [TITLE, CORRIDOR, "Titre : La respiration en carré, pour de vrai. Film sans son."],
  [CORRIDOR, FIND, "Un couloir. Quelqu'un attend sur un banc, sa feuille à la main. Sa jambe tremble.\nOral dans trois minutes. Ton cœur tape."],
  [FIND, ROUND_1, "Trouve un carré. La fenêtre, par exemple.\nUne balle saute sur le bord de la fenêtre."],
  [ROUND_1, ROUND_1 + 4, "Inspire. 1, 2, 3, 4. Par le nez, sans forcer.\nLa balle monte à gauche du carré."],
  [ROUND_1 + 4, ROUND_1 + 8, "Garde l'air. 1, 2, 3, 4. Relâche les épaules.\nLa balle suit le haut du carré."],
  [ROUND_1 + 8, ROUND_1 + 12, "Souffle. 1, 2, 3, 4. Par la bouche, lentement.\nLa balle descend à droite."],
  [ROUND_1 + 12, ROUND_2, "Attends, poumons vides. 1, 2, 3, 4.\nLa balle revient à son départ."],
  [ROUND_2, ROUND_2 + 4, "Tour 2, dans un bus. Personne ne voit rien.\nInspire. 1, 2, 3, 4."],
  [ROUND_2 + 4, ROUND_2 + 8, "Garde. 1, 2, 3, 4.\nTrop long ? Compte jusqu'à trois."],
  [ROUND_2 + 8, ROUND_2 + 12, "Souffle. 1, 2, 3, 4.\nSouffler lentement aide souvent à se calmer."],
  [ROUND_2 + 12, DOOR, "Attends. 1, 2, 3, 4.\nLa tête tourne ? Arrête, respire normalement."],
  [DOOR, CARD, "Le couloir. La porte de la salle 12 s'ouvre.\nLe trac est encore là. Tu y vas quand même : d'un saut, jusqu'à la porte."],
  [CARD, END, "Quatre tours, une minute.\nEssaie ce soir, au calme. Tremplin."],
];

// --- The square ---

/** Where the ball is after `s` sides (0 to 4), from the bottom left corner, going up. */
function onSquare(s) {
  const path = squarePath();
  const at = path.getPointAtLength((((s % 4) + 4) % 4) / 4 * path.getTotalLength());
  return [at.x, at.y];
}

function squareData() {
  const { x, y, size, corner: r } = SQUARE, d = r * (1 - Math.SQRT1_2);
  const arc = (px, py) => `A${r} ${r} 0 0 1 ${n(px)} ${n(py)}`;
  return `M${n(x + d)} ${n(y + size - d)}${arc(x, y + size - r)}V${y + r}${arc(x + r, y)}H${x + size - r}${arc(x + size, y + r)}` +
    `V${y + size - r}${arc(x + size - r, y + size)}H${x + r}${arc(x + d, y + size - d)}`;
}

let measured;
function squarePath() {
  if (!measured) {
    measured = document.createElementNS("http://www.w3.org/2000/svg", "path");
    measured.setAttribute("d", squareData());
  }
  return measured;
}

/** Air in the lungs, 0 to 1, after `s` sides. */
function air(s) {
  const part = s % 4;
  if (part < 1) return ease(part, 0, 1);
  if (part < 2) return 1;
  if (part < 3) return 1 - ease(part, 2, 3);
  return 0;
}

const schoolyard = () =>
  box(340, 220, 240, 40, C.mint) + disc(396, 196, 17, C.mint) + line([[396, 198], [396, 226]], 5) +
  box(486, 196, 58, 34, C.lilac, 3, outline(4)) + line([[476, 198], [515, 180], [554, 198]], 5) +
  box(509, 210, 12, 20, C.violet);

function countryside(t) {
  const hills = [], trees = [];
  for (let x = 330; x <= 590; x += 6) hills.push([x, 216 + 9 * Math.sin((x + t * 38) * 0.021)]);
  for (let i = 0; i < 3; i++) {
    const x = 630 - ((t * 62 + i * 112) % 336);
    trees.push(line([[x, 196], [x, 232]], 5) + disc(x, 192, i === 1 ? 14 : 18, C.mint));
  }
  return `<polygon points="${points([...hills, [590, 260], [330, 260]])}" fill="${C.mint}"/>` + trees.join("");
}

/** The window: what is outside, the air that rises in it, the word and the count. */
function pane(t, sides, outside) {
  const { x, y, size, corner } = SQUARE, bottom = y + size;
  const level = mix(bottom + 8, y - 10, sides === null ? 0 : air(sides));
  const surface = [];
  for (let px = x; px <= x + size; px += 6) surface.push([px, level + 4 * Math.sin(px * 0.05 + t * 1.8)]);
  const fill = `<polygon points="${points([...surface, [x + size, bottom], [x, bottom]])}" fill="${C.sun}"/>`;
  return `<clipPath id="pane"><rect x="${x}" y="${y}" width="${size}" height="${size}" rx="${corner}"/></clipPath>` +
    `<g clip-path="url(#pane)">${box(x, y, size, size, C.sky)}${fill}${outside}</g>`;
}

function count(sides) {
  const step = Math.floor(sides) % 4, within = (sides % 1) * SIDE, beat = within % 1;
  const middle = SQUARE.x + SQUARE.size / 2;
  const arriving = mix(0.9, 1, spring(beat, 0, 0.32));
  return words(STEPS[step], middle, 88, 42, { opacity: ease(within, 0, 0.2) }) +
    group(words(Math.floor(within) + 1, 0, 26, 74), { x: middle, y: 132, scale: arriving });
}

function frame(done) {
  const d = squareData();
  const stroke = (colour, width, extra = "") =>
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" ${extra}/>`;
  const solid = done > 0.002 ? stroke(C.violet, 15, `pathLength="4" stroke-dasharray="${n(done * 1000) / 1000} 8"`) : "";
  return stroke(C.ink, 21) + stroke(C.paper, 15) + solid;
}

const ball = (x, y, scale = 1) => disc(x, y, 21 * scale, C.paper, outline(3)) + disc(x, y, 15.5 * scale, C.coral);

// --- The places ---

function corridor(t, { breath, shake, calm, open, person }) {
  const second = t * 6;
  const clock = disc(276, 52, 30, C.paper, outline(4)) + line([[276, 52], [276, 33]], 4) + line([[276, 52], [263, 44]], 5) +
    line([[276, 52], [276 + 21 * Math.sin(second * Math.PI / 180), 52 - 21 * Math.cos(second * Math.PI / 180)]], 2.5, C.coral);
  const lamp = (x) => line([[x, -140], [x, -62]], 5) + `<path d="M${x - 46} -34a46 30 0 0 1 92 0z" fill="${C.sun}" ${outline(4)}/>`;
  const bench = `<polygon points="70,252 236,252 226,288 80,288" fill="${C.violet}"/>` + line([[60, 248], [246, 248]], 9);
  const leaf = mix(128, 34, open);
  const door = box(674, 78, 140, 212, C.sun, 6, outline(5)) +
    `<polygon points="814,78 ${n(814 - leaf - 6)},${n(78 + 12 * open)} ${n(814 - leaf - 6)},${n(290 + 6 * open)} 814,290" fill="${C.violet}" ${outline(5)}/>` +
    disc(814 - leaf + 10, 190, 6, C.sun) +
    box(684, 30, 120, 36, C.paper, 18, outline(3)) + words("Salle 12", 744, 56, 25);
  return box(-420, -200, 1700, 490, C.lilac) + box(-420, 268, 1700, 22, "#d3c6ff") +
    lamp(96) + lamp(460) + lamp(744) + clock + door + bench +
    (person ? group(seated(t, { breath, shake }), { x: 132, y: 237 }) + group(worry(t, calm), { x: 150 + 6 * shake, y: 80 - 9 * breath }) : "");
}

/** Another passenger, who looks at a phone and at nothing else. */
const onThePhone = () =>
  line([[622, 206], [618, 284]], 13) + line([[624, 206], [632, 284]], 13) + line([[624, 142], [623, 204]], 20) +
  line([[621, 152], [626, 182], [604, 180]], 11) + box(592, 158, 15, 27, C.paper, 4, outline(3)) + disc(620, 108, 22, C.mint);

function bus(t, { breath, calm }) {
  const sway = Math.sin(t * 2.1) * 5;
  const strap = (x, k) => group(line([[0, 0], [0, 30]], 5) + disc(0, 43, 13, "none", outline(6)), { x, y: 22, turn: sway * k });
  const seat = box(64, 118, 34, 150, C.violet, 17) + box(64, 232, 132, 36, C.violet, 17) + line([[92, 270], [92, 288]], 9) + line([[172, 270], [172, 288]], 9);
  return box(-20, -20, 700, 310, C.blush) + box(-20, 268, 700, 22, "#ffc4b6") +
    line([[-20, 20], [660, 20]], 7) + strap(258, 1) + strap(318, 0.8) + line([[600, 20], [600, 288]], 9, C.sun) + onThePhone() +
    seat + group(seated(t, { breath, hands: "bag" }), { x: 122, y: 226 + Math.sin(t * 4.4) * 1.2 }) +
    group(worry(t, calm), { x: 140, y: 76 - 9 * breath });
}

function springboard(x, y) {
  return `<polygon points="${x + 6},${y} ${x + 92},${y} ${x + 66},${GROUND} ${x - 46},${GROUND}" fill="${C.violet}"/>` + line([[x, y], [x + 98, y]], 8);
}

const hop = (from, to, height, k) => [mix(from[0], to[0], k), mix(from[1], to[1], k) - height * 4 * k * (1 - k)];
function dotted(from, to, height, upTo) {
  const dots = [];
  for (let i = 0; i <= 22; i++) if (i / 22 <= upTo) dots.push(disc(...hop(from, to, height, i / 22), 2.8, C.ink));
  return dots.join("");
}

function titleCard(t) {
  const roll = ease(t, 0, 0.6), k = ease(t, 0.6, 1.3);
  const side = 164, left = 436, top = 66, corner = [left, top + side], start = [364, 214];
  const slope = (s) => [mix(34, start[0], s), mix(264, start[1], s ** 3)];
  const round = ease(t, 1.3, 2.1) * 1.5;
  const along = (s) => (s < 1 ? [left, top + side * (1 - s)] : [left + side * (s - 1), top]);
  const at = t < 0.6 ? slope(roll) : t < 1.3 ? hop(start, corner, 78, k) : along(round);
  const run = Array.from({ length: 18 }, (_, i) => slope(i / 17)).filter((_, i) => i / 17 <= roll);
  const trail = [[left, top + side], along(Math.min(round, 1)), ...(round > 1 ? [along(round)] : [])];
  return box(-20, -20, 690, 310, C.sun) + springboard(294, 238) + run.map(([x, y]) => disc(x, y + 12, 2.8, C.ink)).join("") +
    `<rect x="${left}" y="${top}" width="${side}" height="${side}" rx="6" fill="${C.sky}" ${outline(19)}/>` +
    `<rect x="${left}" y="${top}" width="${side}" height="${side}" rx="6" fill="none" ${outline(13, C.paper)}/>` +
    (round > 0 ? line(trail, 13, C.violet) : "") +
    (k > 0 ? dotted(start, corner, 78, k) : "") + ball(...at) +
    ["La respiration", "en carré,", "pour de vrai"].map((part, i) => words(part, 34, 76 + i * 51, 50, { anchor: "start" })).join("");
}

function endCard(t) {
  const start = [60, 262], end = [560, 92], k = ease(t, CARD + 0.35, END - 0.35);
  const rise = (s) => [mix(start[0], end[0], s), mix(start[1], end[1], s * s * (3 - 2 * s))];
  const trail = (upTo) => Array.from({ length: 41 }, (_, i) => rise((i / 40) * upTo));
  return line(trail(1), 24, "#ffe39b") + line(trail(k), 24, C.violet) + ball(...rise(k), 1.25) +
    words("Quatre tours,", 36, 84, 50, { anchor: "start" }) + words("une minute.", 36, 138, 50, { anchor: "start" }) +
    group(`<path d="M0 26c9 0 12-5 15-14s6-13 15-13" fill="none" stroke="${C.ink}" stroke-width="7" stroke-linecap="round"/>${disc(37, -7, 8, C.coral)}`, { x: 440, y: 242, scale: 0.9 }) +
    words("Tremplin", 490, 264, 30, { anchor: "start" });
}

// --- The film ---

const ruler = document.createElement("canvas").getContext("2d");
function textWidth(text, size) {
  ruler.font = `700 ${size}px "Bricolage Grotesque"`;
  return ruler.measureText(text).width;
}

function band(t) {
  const at = BAND.findLastIndex(([from]) => t >= from), [from, text, mark] = BAND[at];
  const until = BAND[at + 1]?.[0] ?? END + 9;
  const opacity = (at ? ease(t, from, from + 0.2) : 1) * (1 - ease(t, until - 0.12, until));
  const size = Math.min(30, 30 * 584 / textWidth(text, 30)), width = textWidth(text, size);
  const pill = mark ? box((W - width) / 2 - 12, 306, 8, 40, mark, 4) : "";
  return box(-10, GROUND, W + 20, 90, C.paper) + line([[-10, GROUND], [W + 10, GROUND]], 5) +
    `<g opacity="${n(opacity)}">${pill}${words(text, W / 2 + (mark ? 6 : 0), 336, size)}</g>`;
}

/** Zoomed out to see the whole corridor (1), or on the person and the window (0). */
const wide = (t) => (t < 20 ? 1 - ease(t, FIND, FIND + 1.1) : ease(t, DOOR + 0.1, DOOR + 0.9));

function rounds(t) {
  return t >= ROUND_1 && t < DOOR ? (t - ROUND_1) / SIDE : null;
}

function picture(t) {
  const sides = rounds(t);
  const breath = sides === null ? (t < ROUND_1 ? 0.18 + 0.18 * Math.sin(t * 6) : 0) * (1 - ease(t, ROUND_1 - 0.5, ROUND_1)) : air(sides);
  const calm = ease(t, ROUND_1 + 2, ROUND_2 + 10);
  const shake = (1 - ease(t, FIND + 0.8, ROUND_1 + 6));
  const entering = ease(t, CORRIDOR - 0.3, CORRIDOR + 0.3);
  const toBus = ease(t, ROUND_2 - 0.35, ROUND_2 + 0.55) - ease(t, DOOR - 0.55, DOOR + 0.25);
  const zoom = mix(1, 0.74, wide(t));

  // The jump to the door: the bench is the springboard.
  const jump = ease(t, DOOR + 1.05, DOOR + 2.45), jumping = t >= DOOR + 1.05;
  const from = [150, 196], to = [744, 226];
  const [jx, jy] = hop(from, to, 108, jump);
  const leap = jumping
    ? dotted(from, to, 108, jump) + group(leaping(), { x: jx, y: jy, turn: mix(-16, 12, jump), scale: mix(1.06, 0.9, jump) })
    : "";
  const inCorridor = corridor(t, { breath, shake, calm, open: ease(t, DOOR + 0.5, DOOR + 1.1), person: !jumping });

  const outside = group(schoolyard(), { x: -280 * toBus }) + (toBus > 0 ? group(countryside(t), { x: 280 * (1 - toBus) }) : "");
  const moment = sides === null ? (t < ROUND_1 ? 0 : 4) : sides % 4;
  const noticed = 1 + 0.05 * Math.sin(Math.PI * ramp(t, FIND + 0.9, FIND + 1.5));
  let square = pane(t, sides, outside) + frame(moment * (sides === null && t > DOOR ? 1 - ease(t, DOOR, DOOR + 0.4) : 1)) + (sides === null ? "" : count(sides));
  square = group(group(square, { x: -460, y: -138 }), { x: 460, y: 138, scale: noticed });

  const head = [152, 104], corner = onSquare(0);
  const launch = ease(t, FIND + 1.35, ROUND_1 - 0.1);
  let traveller = "";
  if (sides !== null) traveller = ball(...onSquare(sides));
  else if (t < ROUND_1 && t > FIND + 1.3) traveller = dotted(head, corner, 62, launch) + ball(...hop(head, corner, 62, launch), ramp(t, FIND + 1.3, FIND + 1.6));
  else if (t >= DOOR) traveller = ball(...corner, 1 - ease(t, DOOR, DOOR + 0.4));
  if (sides !== null && t < ROUND_1 + 0.5) traveller = group(dotted(head, corner, 62, 1), { opacity: 1 - ease(t, ROUND_1, ROUND_1 + 0.5) }) + traveller;

  const camera = (content, dx = 0) => `<g transform="translate(${n(dx)} ${n(GROUND * (1 - zoom))}) scale(${n(zoom * 1000) / 1000})">${content}</g>`;
  const slide = mix(W, 0, entering);
  let scene = camera(inCorridor, slide - W * toBus);
  if (toBus > 0.001) scene += group(bus(t, { breath, calm }), { x: W * (1 - toBus) });
  scene += camera(square + traveller, slide) + camera(leap, slide);
  if (sides !== null) {
    const tour = sides < 4 ? 1 : 2;
    scene += box(16, 12, 96, 38, C.paper, 19, outline(3)) + words(`Tour ${tour}`, 64, 39, 24);
  }
  if (entering < 1) scene += group(titleCard(t), { x: -W * entering });
  if (t > CARD - 0.5) {
    const r = 760 * ease(t, CARD - 0.45, CARD + 0.3);
    scene += `<clipPath id="iris">${disc(551, 210, r, "#000")}</clipPath><g clip-path="url(#iris)">${box(0, 0, W, GROUND, C.sun)}${group(endCard(t), { opacity: ease(t, CARD - 0.1, CARD + 0.2) })}</g>`;
  }
  return scene;
}

const stage = document.getElementById("stage");

window.scene = {
  width: W,
  height: H,
  fps: 25,
  duration: END,
  posterAt: 2.08,
  cues: CUES.map(([from, to, text]) => ({ from, to, text: text.replace(/ ([:;?!»])/g, `${NB}$1`) })),
  ready: document.fonts.load('700 40px "Bricolage Grotesque"', "Éà").then((faces) => {
    if (!faces.length) throw new Error("the heading font did not load");
  }),
  draw(t) {
    stage.innerHTML = picture(t) + band(t);
  },
};
