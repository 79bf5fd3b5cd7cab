// Un geste, deux sens. A bicycle workshop; where each one looks is a dotted line from the eye.
const MALO = 196, INES = 456;
const malo = (text, x = 200, more = {}) => [{ who: "Malo", text, x, y: 16, tail: [MALO + 6, 112], ...more }];
const ines = (text, x = 430) => [{ who: "Inès", text, x, y: 16, tail: [INES - 6, 112] }];

const BEATS = [
  { name: "shop", lasts: 3.2, seen: "Une roue de vélo sur un pied. Malo parle et regarde Inès en face.", band: "Atelier vélo. Malo explique, Inès apprend." },
  { name: "down", lasts: 2.8, seen: "Un pointillé part de l'œil d'Inès et descend vers le sol.", band: "Inès regarde par terre." },
  { name: "judge", lasts: 3, seen: "Une bulle de pensée au-dessus de Malo.", says: malo("Elle s'ennuie…", 200, { thought: true }), band: "Malo croit comprendre." },
  { name: "maybe", lasts: 3, seen: "D'autres bulles, vides, s'ajoutent autour.", band: "Un geste a plusieurs sens possibles." },
  { name: "say", lasts: 3.2, seen: "Malo parle doucement.", says: malo("Tu regardes par terre.", 220), band: "Décris.", step: 1 },
  { name: "ask", lasts: 3, seen: "Malo ouvre les mains.", says: malo("Ça veut dire quoi ?", 210), band: "Demande.", step: 2 },
  { name: "reply", lasts: 3.2, seen: "Inès, les yeux toujours baissés.", says: ines("Chez moi, c'est du respect.", 420), band: "Écoute.", step: 3 },
  { name: "turn", lasts: 3.2, seen: "Inès lève un instant les yeux. Le pointillé de Malo clignote.", says: ines("Et toi, tu me fixes ?"), band: "À son tour." },
  { name: "answer", lasts: 3.2, seen: "Malo montre son oreille.", says: malo("Chez moi, c'est écouter.", 230), band: "Deux familles, deux habitudes." },
  { name: "wheel", lasts: 3.4, seen: "Inès lance la roue. Elle tourne rond. Les deux regards se posent dessus.", band: "La roue tourne. Inès écoutait depuis le début." },
];

/** The wheel on its stand; `turn` in degrees. */
function wheel(x, y, r, turn) {
  const spokes = Array.from({ length: 8 }, (_, i) => {
    const a = (i * 45 + turn) * Math.PI / 180;
    return line([[x, y], [x + r * Math.cos(a), y + r * Math.sin(a)]], 3);
  });
  const a = (turn + 22) * Math.PI / 180;
  return line([[x, y], [x, GROUND - 4]], 9, C.violet) + line([[x - 36, GROUND - 4], [x + 36, GROUND - 4]], 9, C.violet) +
    `<circle cx="${x}" cy="${y}" r="${r}" fill="${C.paper}" fill-opacity="0.6" ${outline(11)}/>` + spokes.join("") + disc(x, y, 9, C.sun, outline(4)) +
    disc(x + (r - 1) * Math.cos(a), y + (r - 1) * Math.sin(a), 6, C.coral);
}

function gazeLine(from, to, opacity, phase) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]), dots = [];
  for (let d = 12 + (phase % 14); d < length; d += 14) dots.push(disc(mix(from[0], to[0], d / length), mix(from[1], to[1], d / length), 3.4, C.violet));
  return `<g opacity="${n(opacity)}">${dots.join("")}${disc(to[0], to[1], 7, C.violet)}</g>`;
}

const tools = () => box(232, 34, 176, 62, C.paper, 6, outline(4)) +
  line([[258, 48], [258, 82]], 7) + disc(258, 48, 8, "none", outline(5)) +
  line([[300, 46], [300, 84]], 7) + box(290, 44, 20, 11, C.coral, 3, outline(3)) +
  line([[340, 46], [346, 82]], 6) + line([[352, 46], [346, 82]], 6) + disc(384, 64, 14, "none", outline(6));

const empties = (t, at) => [[96, 46, 0], [205, 34, 0.35], [312, 60, 0.7]].map(([x, y, late], i) => {
  const k = spring(t, at.maybe + 0.2 + late, at.maybe + 0.7 + late);
  if (t < at.maybe + 0.2 + late) return "";
  const shape = box(-44, -24, 88, 48, [C.sun, C.mintPale, C.blush][i], 24, outline(4)) + [-18, 0, 18].map((dx) => disc(dx, 0, 5, C.ink)).join("");
  return group(shape, { x, y, scale: k });
}).join("") + (t > at.maybe + 0.2 ? disc(MALO + 2, 104, 6, C.paper, outline(3)) + disc(MALO + 10, 88, 8, C.paper, outline(3)) : "");

function picture(t, at) {
  const down = ease(t, at.down + 0.2, at.down + 1), peek = ease(t, at.turn + 0.2, at.turn + 0.7) * (1 - ease(t, at.answer + 1.5, at.answer + 2.2));
  const onWheel = ease(t, at.wheel + 0.2, at.wheel + 0.8);
  const inesGaze = down * (1 - peek) * (1 - 0.45 * onWheel);
  const maloGaze = 0.45 * onWheel;
  const spin = 540 * ease(t, at.wheel + 0.5, at.wheel + 3.4) + 12 * Math.sin(t * 1.4) * (1 - onWheel);
  const speaks = (t < at.judge) || (t >= at.say && t < at.reply);
  let maloHands = speaks ? [[52 + 4 * Math.sin(t * 5), -84 + 8 * Math.sin(t * 3)], [-10, -64]] : [[14, -62], [-12, -62]];
  if (t >= at.ask && t < at.reply) maloHands = [[40, -104], [-32, -98]];
  if (t >= at.answer && t < at.wheel) maloHands = [[20, -146 + 2 * Math.sin(t * 6)], [-12, -62]];
  let inesHands = [[16, -74], [8, -72]];
  if ((t >= at.reply && t < at.turn)) inesHands = [[30, -92 + 5 * Math.sin(t * 5)], [-8, -66]];
  if (t >= at.turn && t < at.answer) inesHands = [[44, -100 + 5 * Math.sin(t * 5)], [-8, -66]];
  if (t >= at.wheel) inesHands = [[mix(30, 62, ease(t, at.wheel, at.wheel + 0.5)), -122 + 26 * ease(t, at.wheel + 0.5, at.wheel + 0.8)], [-8, -66]];
  const maloEye = [MALO + 16, 142 + 10 * maloGaze], inesEye = [INES - 14 - 4 * inesGaze, 142 + 12 * inesGaze];
  const maloTo = [mix(INES - 32, 346, onWheel), mix(144, 172, onWheel)];
  const inesTo = [mix(mix(MALO + 32, 398, inesGaze > 0.9 ? 1 : inesGaze), 356, onWheel), mix(mix(148, 262, inesGaze), 176, onWheel)];
  const blink = t >= at.turn && t < at.answer ? 0.55 + 0.45 * Math.sin(t * 9) : 0.9;
  const shown = ease(t, at.down, at.down + 0.4);
  return room(C.mintPale, "#b4e4d2") + (t < at.judge || t >= at.wheel ? tools() : "") + wheel(326, 186, 52, spin) +
    person({ x: MALO, hands: maloHands, gaze: maloGaze, lean: 3 }) +
    person({ x: INES, colour: C.sun, face: -1, hands: inesHands, gaze: inesGaze, lean: 2 }) +
    gazeLine(maloEye, maloTo, shown * blink, t * 22) + gazeLine(inesEye, inesTo, shown * 0.9, t * 22) +
    (t >= at.maybe && t < at.say ? empties(t, at) : "");
}

story({
  title: ["Un geste,", "deux sens"],
  target: [366, 178],
  poster: (t) => {
    const shown = ease(t, 1.4, 2);
    return person({ x: 432, colour: C.mint, gaze: 0 }) + person({ x: 580, colour: C.lilac, face: -1, gaze: 1 }) +
      gazeLine([450, 142], [546, 142], shown, t * 22) + gazeLine([560, 160], [500, 256], shown, t * 22);
  },
  beats: BEATS,
  ending: { lines: ["Décris.", "Demande.", "Écoute."], band: "Avant de juger un geste." },
  picture,
});
