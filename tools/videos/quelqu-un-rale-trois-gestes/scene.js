// Quelqu'un râle : trois gestes. A counter, an angry customer; first the wrong way, then again from the start.
const ME = 208, CLIENT = 430;
const mine = (text, x = 230) => [{ who: "Toi", text, x, y: 8, tail: [ME + 8, 118] }];
const theirs = (text, x = 420) => [{ who: "La cliente", text, x, y: 16, tail: [CLIENT - 4, 114] }];

const BEATS = [
  { name: "late", lasts: 3.2, seen: "Un comptoir de restauration rapide. Derrière la cliente, la file.", says: theirs("Une demi-heure d'attente !", 400), band: "Midi trente. La file attend." },
  { name: "defend", lasts: 3, seen: "Tu lèves les mains.", says: mine("C'est pas|ma faute !", 190), band: "Tu te défends." },
  { name: "worse", lasts: 2.8, seen: "Au-dessus de la cliente, un trait rouge en dents de scie grandit.", band: "Le ton monte d'un cran." },
  { name: "again", lasts: 2.6, seen: "Une flèche tourne à l'envers. Tout revient au début.", band: "On rembobine." },
  { name: "let", lasts: 3.2, seen: "Tu poses le plateau. Tu te tournes vers la cliente, mains vides.", band: "Pose tout. Laisse finir.", step: 1 },
  { name: "wait", lasts: 3.4, seen: "Trois balles s'allument, une par seconde. Le trait rouge baisse un peu.", band: "Compte trois avant de parler." },
  { name: "repeat", lasts: 3.2, seen: "Le trait rouge s'aplatit.", says: mine("Vous attendez|depuis midi.", 190), band: "Redis l'essentiel.", step: 2 },
  { name: "ask", lasts: 3.2, seen: "Tu montres la cuisine.", says: mine("Le plus urgent,|c'est quoi ?", 190), band: "Demande.", step: 3 },
  { name: "bus", lasts: 3.2, seen: "La cliente montre la rue : un bus approche.", says: theirs("Mon bus. Dans cinq minutes !", 390), band: "La vraie demande." },
  { name: "pack", lasts: 3, seen: "Tu tends un sac.", says: mine("Je vous l'emballe."), band: "Maintenant, tu peux aider." },
  { name: "leave", lasts: 3.2, seen: "La cliente saute vers le bus, le sac à la main.", band: "Pas de sourire. Mais elle a son bus." },
];

/** A bus that stops in the street, behind the window. */
function street(t, at) {
  const x = mix(250, 0, ease(t, at.bus + 0.6, at.bus + 2)) + 300 * ease(t, at.leave + 2.2, at.leave + 3.2);
  const body = box(484, 152, 130, 76, C.violet, 12, outline(4)) + [496, 534, 572].map((px) => box(px, 164, 30, 26, C.sky, 4, outline(3))).join("") +
    [514, 586].map((px) => disc(px, 230, 12, C.ink) + disc(px, 230, 4, C.paper)).join("");
  return `<clipPath id="street">${box(478, 108, 142, 134, "#000", 8)}</clipPath>` + box(478, 108, 142, 134, C.sky, 8) +
    `<g clip-path="url(#street)">${box(470, 226, 160, 20, C.mint)}${group(body, { x })}</g>` +
    `<rect x="478" y="108" width="142" height="134" rx="8" fill="none" ${outline(5)}/>`;
}

const kitchen = () => box(24, 108, 112, 76, C.paper, 6, outline(4)) +
  [[46, 132, 90], [46, 148, 74], [46, 164, 82]].map(([x, y, w]) => line([[x, y], [x + w - 24, y]], 5, C.coral)).join("");

const counter = () => box(244, 178, 126, GROUND - 178, C.violet) + line([[234, 178], [380, 178]], 10) +
  line([[262, 206], [352, 206]], 4, C.lilac);

const tray = (x, y) => line([[x - 30, y], [x + 30, y]], 7) + box(x - 20, y - 27, 20, 23, C.coral, 4, outline(3)) +
  `<path d="M${n(x + 3)} ${n(y - 4)}h24a12 14 0 0 0 -24 0z" fill="${C.sun}" ${outline(3)}/>`;

const bag = (x, y) => line([[x - 9, y - 36], [x - 7, y - 46], [x + 7, y - 46], [x + 9, y - 36]], 4) + box(x - 18, y - 38, 36, 38, C.sun, 4, outline(4)) + disc(x, y - 18, 7, C.coral);

function rewind(t, at) {
  const k = ramp(t, at.again, at.again + 2.5), show = ease(t, at.again, at.again + 0.3) * (1 - ease(t, at.again + 2.2, at.again + 2.6));
  const arrow = `<path d="M0 -46A46 46 0 1 1 -46 0" fill="none" stroke="${C.ink}" stroke-width="15" stroke-linecap="round"/>` +
    `<polygon points="4,-76 4,-16 -38,-46" fill="${C.ink}"/>`;
  return box(-20, -20, W + 40, GROUND + 20, C.sun, 0, `opacity="${n(0.92 * show)}"`) + group(arrow, { x: W / 2, y: 142, turn: -360 * ease(k, 0.1, 0.9), opacity: show, scale: 1.15 });
}

const three = (t, at) => [0, 1, 2].map((i) => {
  const on = spring(t, at.wait + 0.4 + i * 0.85, at.wait + 0.75 + i * 0.85);
  return disc(ME - 44 + i * 46, 66, 17, C.paper, outline(3)) + (t > at.wait + 0.4 + i * 0.85 ? disc(ME - 44 + i * 46, 66, 12.5 * on, C.coral) : "");
}).join("");

/** How angry: 0 calm, 1 as she came, above when contradicted. */
function anger(t, at) {
  if (t < at.again + 1.2) return mix(1, 1.75, ease(t, at.defend + 1, at.worse + 1));
  return 1 - 0.3 * ease(t, at.wait + 1, at.repeat) - 0.35 * ease(t, at.repeat + 0.6, at.ask) - 0.2 * ease(t, at.bus, at.pack);
}

function me(t, at) {
  const second = t > at.again + 1.2;
  let hands = talking(t, (t >= at.repeat && t < at.ask));
  if (!second && t < at.defend) hands = [[38, -94], [30, -90]];
  else if (!second) hands = [[40, -128 + 3 * Math.sin(t * 9)], [-36, -126 + 3 * Math.sin(t * 9)]];
  else if (t < at.let + 0.9) hands = [[38, -94], [30, -90]];
  else if (t >= at.ask && t < at.bus) hands = [[42, -104 + 4 * Math.sin(t * 6)], [-34, -96]];
  else if (t >= at.pack && t < at.leave) hands = [[mix(30, 74, ease(t, at.pack + 0.4, at.pack + 1.2)), -112], [12, -90]];
  const withTray = (!second && t < at.defend) || (second && t < at.let + 0.9);
  const onCounter = t >= at.let + 0.9 && t < at.pack || (!second && t >= at.defend);
  return person({ x: ME, hands, lean: second ? 3 + 3 * ease(t, at.let + 1, at.wait) : -4 * ease(t, at.defend, at.worse) }) + (withTray ? tray(ME + 36, 188) : "") + (onCounter ? tray(300, 171) : "");
}

function customer(t, at) {
  const level = anger(t, at), go = ease(t, at.leave + 0.5, at.leave + 1.6);
  if (go > 0) {
    const [x, y] = hop([CLIENT, 196], [560, 190], 60, go);
    return go < 1 ? dotted([CLIENT, 196], [560, 190], 60, go) + group(leaping().replaceAll(C.coral, C.mint) + bag(58, 6), { x, y, scale: 0.8 * (1 - 0.35 * go), turn: mix(-14, 10, go) }) : "";
  }
  const shake = Math.sin(t * 17) * 2 * Math.max(0, level - 0.4);
  let hands = [[34 + shake * 2, -112 + shake * 4], [-10, -62]];
  if (t > at.repeat + 1) hands = [[14, -62], [-12, -62]];
  if (t >= at.bus && t < at.pack) hands = [[14, -62], [-44, -118]];
  const has = t > at.pack + 1.6;
  if (t >= at.pack) hands = [[mix(40, 26, ease(t, at.pack + 1.6, at.pack + 2.2)), -104], [-12, -62]];
  const wave = t >= at.pack ? "" : worry(t, 1 - clamp(level));
  return person({ x: CLIENT, colour: C.mint, face: -1, lean: 8 * (level - 0.3) + shake * 0.4, hands }) + (has ? bag(CLIENT - 28, 214) : "") +
    (t < at.late + 3.2 || t >= at.bus ? "" : group(wave, { x: CLIENT, y: 74, scale: 0.5 + 0.55 * level }));
}

function picture(t, at) {
  const waiting = person({ x: 516, colour: C.sun, face: -1, scale: 0.76, hands: [[26, -84], [18, -80]] }) + person({ x: 584, colour: C.violet, face: -1, scale: 0.76 });
  const line3 = group(waiting, { x: 200 * ease(t, at.ask, at.bus + 0.3) });
  const given = t >= at.pack && t <= at.pack + 1.6 ? bag(mix(236, 352, ease(t, at.pack + 0.4, at.pack + 1.4)), 173) : "";
  return room(C.blush, "#ffc4b6") + street(t, at) + kitchen() + line3 + me(t, at) + counter() +
    (t >= at.let + 0.9 && t < at.pack ? tray(300, 171) : "") + customer(t, at) + given +
    (t >= at.wait && t < at.repeat ? three(t, at) : "") + (t >= at.again && t < at.let ? rewind(t, at) : "");
}

story({
  title: ["Quelqu'un râle :", "trois gestes"],
  target: [452, 178],
  poster: (t) => group(worry(t, ease(t, 1.4, 2.3)), { x: 530, y: 84, scale: 1.2 }) + person({ x: 530, colour: C.mint, face: -1, scale: 0.8, hands: [[34, -108], [-12, -62]] }),
  beats: BEATS,
  ending: { lines: ["Laisse finir.", "Redis.", "Demande."], band: "Dans cet ordre." },
  picture,
});
