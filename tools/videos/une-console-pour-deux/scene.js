// Une console pour deux. A sofa between two; a line of the evening shows who needs what, and when.
const ZOE = 150, TOM = 490, SEAT = 0.85;
const zoe = (text, x = 190) => [{ who: "Toi", text, x, y: 14, tail: [ZOE + 8, 118] }];
const tom = (text, x = 450) => [{ who: "Tom", text, x, y: 14, tail: [TOM - 8, 118] }];

const BEATS = [
  { name: "want", lasts: 3.2, seen: "Deux personnes tiennent la même manette.", says: [...zoe("Je la veux !"), { ...tom("Moi aussi !")[0], after: 0.8 }], band: "Vingt heures." },
  { name: "rise", lasts: 3.2, seen: "Chacun tire. Un trait rouge en dents de scie apparaît.", band: "Les voix montent. Les mains serrent." },
  { name: "signal", lasts: 3.2, seen: "La manette est posée au sol, entre les deux. Le trait se calme.", band: "C'est le signal. Pose la manette." },
  { name: "half", lasts: 3.4, seen: "Une ligne de 20 h à 22 h, coupée au milieu.", says: [{ who: "Tom", text: "Une heure chacun ?", x: 440, y: 14, tail: [TOM - 8, 118] }], band: "Mais pour quoi faire ?" },
  { name: "ask", lasts: 3.2, seen: "Tu te tournes vers Tom.", says: zoe("Tu veux en faire quoi ?", 230), band: "Cherche le besoin." },
  { name: "his", lasts: 3.4, seen: "Un petit bloc vert se pose sur la ligne.", says: tom("Finir mon niveau. Vingt minutes.", 380), band: "Son besoin." },
  { name: "yours", lasts: 3.4, seen: "Un bloc rouge se pose plus loin sur la ligne.", says: zoe("Mon match, à 21 h.", 250), band: "Ton besoin." },
  { name: "fits", lasts: 3.4, seen: "Le bloc vert tient avant 21 h, le rouge après. Rien ne se touche.", band: "Les deux tiennent." },
  { name: "play", lasts: 3.2, seen: "Tom joue d'abord. Puis la manette passe d'un saut de l'autre côté.", band: "Tom d'abord. Toi ensuite." },
  { name: "again", lasts: 3, seen: "Tu joues, Tom regarde le match avec toi.", band: "Ça coince demain ? Vous en reparlez." },
];

const pad = (x, y, turn = 0, scale = 1) => group(
  `<path d="M-30 -14h60a14 14 0 0 1 14 14l4 18a10 10 0 0 1 -18 7l-9 -12h-42l-9 12a10 10 0 0 1 -18 -7l4 -18a14 14 0 0 1 14 -14z" fill="${C.paper}" ${outline(4)}/>` +
  line([[-22, -8], [-22, 6]], 4) + line([[-29, -1], [-15, -1]], 4) + disc(18, -5, 4, C.coral) + disc(27, 2, 4, C.mint), { x, y, turn, scale });

const sofa = () => box(62, 150, 516, 88, C.violet, 26) + box(62, 206, 516, 50, "#4a2fd6", 18) + box(40, 182, 50, 76, C.violet, 20) + box(550, 182, 50, 76, C.violet, 20) +
  line([[84, 256], [84, GROUND - 2]], 9) + line([[556, 256], [556, GROUND - 2]], 9);

/** The evening, from 20 h to 22 h: x of an hour. */
const hour = (h) => mix(150, 490, (h - 20) / 2);

/** A block of time that drops onto the line. */
const block = (from, to, y, colour, k) => box(hour(from) + 2, mix(y - 90, y - 22, k), hour(to) - hour(from) - 4, 44, colour, 9, `${outline(4)} opacity="${n(clamp(k * 3))}"`);

function clockLine(y, opacity, blocks) {
  const marks = [20, 21, 22].map((h) => line([[hour(h), y - 30], [hour(h), y + 30]], 4) + (h < 22 ? words(`${h}${NB}h`, hour(h), y - 40, 30) : "")).join("");
  return `<g opacity="${n(opacity)}">${box(hour(20) - 62, y - 78, hour(22) - hour(20) + 124, 114, C.paper, 24, outline(4))}${line([[hour(20), y], [hour(22), y]], 8)}${blocks}${marks}</g>`;
}

function timeline(t, at) {
  if (t < at.fits - 0.1 || t >= at.play) return "";
  const shown = ease(t, at.fits - 0.1, at.fits + 0.3) * (1 - ease(t, at.play - 0.25, at.play));
  const blocks = block(20, 20.34, 84, C.mint, spring(t, at.fits + 0.5, at.fits + 1)) + block(21, 22, 84, C.coral, spring(t, at.fits + 1.1, at.fits + 1.6));
  return clockLine(84, shown, blocks);
}

const seatedOn = (x, colour, face, hands, lean, scale = SEAT) => person({ x, y: GROUND - 4, colour, face, sit: true, hands, lean, scale });

function small(t, at) {
  // Under a bubble, the blocks wait on the sofa's back: what is known so far.
  if (t < at.half + 0.3 || t >= at.fits - 0.1) return "";
  const y = 122, left = 232, width = 176, x = (h) => mix(left, left + width, (h - 20) / 2);
  const bar = (from, to, colour, k) => box(x(from) + 1, y - 15 - 40 * (1 - k), x(to) - x(from) - 2, 30, colour, 6, `${outline(3)} opacity="${n(clamp(k * 3))}"`);
  const halves = t < at.ask + 0.4 ? bar(20, 21, C.coral, spring(t, at.half + 0.4, at.half + 0.9)) + bar(21, 22, C.mint, spring(t, at.half + 0.7, at.half + 1.2)) : "";
  const his = t >= at.his + 0.6 ? bar(20, 20.34, C.mint, spring(t, at.his + 0.6, at.his + 1.1)) : "";
  const yours = t >= at.yours + 0.6 ? bar(21, 22, C.coral, spring(t, at.yours + 0.6, at.yours + 1.1)) : "";
  const cut = t < at.ask + 0.4 && t > at.half + 1.6 ? line([[x(21) - 7, y - 30], [x(21) + 7, y - 10], [x(21) - 7, y + 10], [x(21) + 7, y + 30]], 5, C.ink) : "";
  return box(left - 16, y - 26, width + 32, 52, C.paper, 16, outline(4)) + line([[left, y], [left + width, y]], 6) + halves + his + yours + cut;
}

function picture(t, at) {
  const laid = ease(t, at.signal + 0.5, at.signal + 1.2), pull = t < at.signal + 0.5 ? Math.sin(t * 5) * mix(4, 16, ease(t, at.rise, at.rise + 1)) : 0;
  const playTom = t >= at.play && t < at.play + 1.7, flight = ease(t, at.play + 1.7, at.play + 2.6), playZoe = t >= at.play + 2.6;
  const tug = 1 - laid;
  const padSpot = [320 + pull, 172], floor = [320, 240], size = mix(1, 0.76, laid);
  let padAt = [mix(padSpot[0], floor[0], laid), mix(padSpot[1], floor[1], laid)], turn = pull * 0.9 * tug;
  const tomHold = [TOM - 46, 190], zoeHold = [ZOE + 46, 190];
  if (t >= at.play) padAt = t < at.play + 0.6 ? hop(floor, tomHold, 40, ease(t, at.play, at.play + 0.6)) : hop(tomHold, zoeHold, 60, flight);
  const reach = (x, face) => [[(padAt[0] - face * 34 - x) / SEAT * face, (padAt[1] - GROUND + 8) / SEAT], [(padAt[0] - face * 30 - x) / SEAT * face, (padAt[1] - GROUND + 14) / SEAT]];
  const rest = [[36, -62], [28, -58]];
  const say = (from, to) => t >= from && t < to;
  const speak = [[48 + 4 * Math.sin(t * 6), -96 + 6 * Math.sin(t * 5)], [28, -58]];
  const zoeHands = t < at.signal + 1.2 ? reach(ZOE, 1) : say(at.ask, at.his) || say(at.yours, at.fits) ? speak : playZoe ? [[40, -92 + Math.sin(t * 20)], [34, -88 - Math.sin(t * 20)]] : rest;
  const tomHands = t < at.signal + 0.9 ? reach(TOM, -1) : say(at.half, at.ask) || say(at.his, at.yours) ? speak : playTom && t > at.play + 0.5 ? [[40, -92 + Math.sin(t * 20)], [34, -88 - Math.sin(t * 20)]] : rest;
  const lean = tug * mix(8, 2, 0.5 + 0.5 * Math.sin(t * 5));
  const tension = t < at.half ? group(worry(t, ease(t, at.signal + 0.6, at.signal + 2)), { x: 320, y: 78, scale: mix(0.5, 1.5, ease(t, at.rise, at.rise + 1.4)), opacity: ease(t, at.rise, at.rise + 0.4) * (1 - ease(t, at.half - 0.4, at.half)) }) : "";
  const trail = t > at.play + 1.7 && t < at.again ? dotted(tomHold, zoeHold, 60, flight) : "";
  const front = t >= at.play || laid < 1;
  return room(C.sky, "#aecdf6") + sofa() + tension + small(t, at) + (front ? "" : pad(...padAt, 0, size)) +
    seatedOn(ZOE, C.coral, 1, zoeHands, lean) + seatedOn(TOM, C.mint, -1, tomHands, lean) + trail + (front ? pad(...padAt, turn, size) : "") + timeline(t, at);
}

story({
  title: ["Une console", "pour deux"],
  target: [500, 112],
  poster: () => pad(500, 196, -8, 2.2),
  beats: BEATS,
  ending: { lines: ["Pose.", "Demande.", "Assemble."], band: "« Tu veux en faire quoi ? »" },
  picture,
});
