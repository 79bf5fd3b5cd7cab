// Porter un canapé à six. Six people, one door: one voice guides, and anyone may stop everything.
const SIZE = 0.72, PLACES = [-18, 62, 238, 318]; // where the four carriers stand, from the sofa's left end
const DOOR = 548, LIFTED = 26, BEHIND = 34; // BEHIND: how much higher those behind the sofa are drawn

const say = (who, text, x, tail, after) => ({ who, text, x, y: 14, tail, after });
const GUIDE = [430, 127], OPENER = [600, 136];

const BEATS = [
  { name: "six", lasts: 3.2, seen: "Six personnes autour d'un canapé. À droite, une porte.", band: "Six personnes. Un canapé. Une porte." },
  { name: "noise", lasts: 3.4, seen: "Trois personnes parlent en même temps. Le canapé penche.", says: [say("Une voix", "À gauche !", 96, [108, 106]), say("Une autre", "Lève !", 272, [282, 106], 0.5), say("Une troisième", "Tourne !", 430, [374, 136], 0.9)], band: "Tout le monde guide." },
  { name: "bump", lasts: 2.8, seen: "Le canapé retombe. Les six s'arrêtent.", band: "Boum. Personne n'a rien compris." },
  { name: "pause", lasts: 2.8, seen: "Toutes les têtes se tournent vers toi.", band: "Avant de lever : trente secondes." },
  { name: "voice", lasts: 3.2, seen: "Tu te places devant, face au canapé.", says: [say("Toi", "Je guide.", 430, GUIDE)], band: "Une seule voix.", step: 1 },
  { name: "place", lasts: 3.4, seen: "Quatre personnes prennent chacune un coin. La sixième va à la porte.", says: [say("À la porte", "Moi, la porte.", 500, OPENER)], band: "Chacun sa place.", step: 2 },
  { name: "signal", lasts: 3.2, seen: "Tu lèves la main.", says: [say("Toi", "À trois, on lève.", 410, GUIDE)], band: "Le signal d'abord.", step: 3 },
  { name: "lift", lasts: 3.4, seen: "Trois balles s'allument. À la troisième, le canapé monte d'un coup, bien droit.", band: "Un. Deux. Trois." },
  { name: "stop", lasts: 3.4, seen: "Une petite voiture traîne derrière toi. Quelqu'un qui porte l'a vue. Tout s'arrête.", says: [say("Qui porte", "Stop !", 270, [330, 106])], band: "Tout le monde peut dire stop." },
  { name: "clear", lasts: 3, seen: "Le canapé est posé, la voiture roule plus loin.", band: "On pose. On dégage. On repart." },
  { name: "sit", lasts: 3.2, seen: "De l'autre côté de la porte, les six sont sur le canapé.", band: "Passé. Et toujours en bons termes." },
];

/** The sofa, 300 wide, its left foot at x; `up` from the ground, `tilt` in degrees. */
const sofa = (x, up, tilt = 0, wide = 300) => group(
  line([[26, -14], [26, -2]], 9) + line([[wide - 26, -14], [wide - 26, -2]], 9) +
  box(16, -104, wide - 32, 78, C.violet, 22, outline(4)) + box(8, -56, wide - 16, 40, "#7a61ff", 12, outline(4)) +
  box(-4, -74, 42, 60, C.violet, 18, outline(4)) + box(wide - 38, -74, 42, 60, C.violet, 18, outline(4)),
  { x, y: GROUND - 2 - up, turn: tilt });

const door = (open) => box(DOOR, 84, 84, GROUND - 84, C.paper, 4, outline(5)) +
  `<polygon points="${DOOR + 84},84 ${n(DOOR + 84 * open * 0.86)},${n(84 + 10 * open)} ${n(DOOR + 84 * open * 0.86)},${n(GROUND - 4 * open)} ${DOOR + 84},${GROUND}" fill="${C.mint}" ${outline(5)}/>`;

const car = (x) => group(box(-20, -17, 40, 13, C.coral, 5, outline(3)) + box(-10, -27, 20, 12, C.sky, 4, outline(3)) + disc(-11, -4, 5, C.ink) + disc(11, -4, 5, C.ink), { x, y: GROUND });

const COLOURS = [C.sun, C.mint, C.paper, C.blush], AT_DOOR = "#a894ff";

/** How far the sofa has gone, and how high it is held. */
function sofaAt(t, at) {
  const held = t < at.bump ? 14 * ease(t, at.noise + 0.4, at.noise + 1) * (1 - spring(t, at.bump - 0.25, at.bump + 0.05)) : LIFTED * spring(t, at.lift + 2.1, at.lift + 2.5) * (t >= at.lift + 2.1) * (1 - ease(t, at.clear + 0.2, at.clear + 0.7));
  const tilt = t < at.bump ? 7 * Math.sin(t * 6) * ease(t, at.noise + 0.6, at.noise + 1.2) * (1 - ease(t, at.bump - 0.3, at.bump)) : 0;
  const moved = 52 * ease(t, at.lift + 2.6, at.stop + 0.3);
  return { x: 42 + moved, up: held, tilt, walking: t > at.lift + 2.6 && t < at.stop + 0.3 };
}

function crew(t, at, s, behind) {
  const gripping = t >= at.place + 1 || (t >= at.noise && t < at.bump);
  return PLACES.map((dx, i) => {
    const back = i === 1 || i === 2;
    if (back !== behind) return "";
    const x = s.x + dx;
    const face = i < 2 ? 1 : -1, before = t < at.lift + 2.1 && t >= at.place + 1;
    const handY = -(s.up / SIZE) - 58;
    const waving = t >= at.noise && t < at.bump;
    let hands = gripping ? [[26, handY], [20, handY + 4]] : [[12, -62], [-12, -62]];
    if (waving) hands = [[26, handY], [-30, -130 + 14 * Math.sin(t * 9 + i * 2)]];
    const toMe = t >= at.pause && t < at.place ? 1 : face; // while you speak, everyone looks your way
    const spots = i === 2 && t >= at.stop && t < at.clear ? [[26, handY], [-36, -124]] : hands;
    return person({ x, y: GROUND - (back ? BEHIND : 0), colour: COLOURS[i], face: toMe, scale: SIZE, hands: spots, crouch: before ? 12 : 0, walk: s.walking ? t * 8 + i : null, lean: before ? 8 : 2 });
  }).join("");
}

function guide(t, at, s) {
  const x = mix(438, 430, ease(t, at.voice, at.voice + 0.5)) + (s.x - 42) * 0.9;
  let hands = [[12, -62], [-12, -62]];
  if (t >= at.noise && t < at.bump) hands = [[34, -120 + 10 * Math.sin(t * 8)], [-30, -116]];
  if (t >= at.voice && t < at.place) hands = [[26, -96], [-12, -62]];
  if (t >= at.signal && t < at.stop) hands = [[24, -168 + 5 * Math.sin(t * 5)], [-12, -62]];
  if (t >= at.stop && t < at.clear) hands = [[40, -118], [34, -112]];
  return person({ x, face: -1, scale: 0.8, hands, walk: s.walking ? -t * 8 : null });
}

function opener(t, at) {
  const goes = ease(t, at.place + 0.2, at.place + 1), hand = t >= at.place + 1 ? [[-14, -90], [12, -60]] : [[12, -62], [-12, -62]];
  return person({ x: mix(506, 604, goes), colour: AT_DOOR, face: -1, scale: SIZE, hands: t >= at.noise && t < at.bump ? [[30, -118], [-26, -120 + 12 * Math.sin(t * 7)]] : hand });
}

const three = (t, at) => [0, 1, 2].map((i) => {
  const from = at.lift + 0.5 + i * 0.75;
  return disc(258 + i * 62, 58, 23, C.paper, outline(3)) + (t > from ? disc(258 + i * 62, 58, 17 * spring(t, from, from + 0.35), C.coral) : "");
}).join("");

/** The last picture: another room, six on the sofa. */
function seatedSix(t, at) {
  const people = [...COLOURS, C.coral, AT_DOOR].map((colour, i) => {
    const bounce = 7 * Math.abs(Math.sin((t - at.sit) * 3.2 + i * 0.5)) * (1 - ease(t, at.sit + 1.4, at.sit + 2.4));
    return person({ x: 122 + i * 76, y: GROUND - 6 - bounce, colour, face: i < 3 ? 1 : -1, sit: true, scale: 0.82, hands: i === 4 ? [[34, -128], [26, -58]] : [[36, -60], [26, -58]] });
  }).join("");
  const plant = line([[44, 262], [44, 190]], 6) + disc(44, 176, 22, C.mint) + disc(28, 200, 13, C.mint) + `<polygon points="24,${GROUND - 34} 64,${GROUND - 34} 58,${GROUND} 30,${GROUND}" fill="${C.coral}"/>`;
  return room(C.mintPale, "#b4e4d2") + box(240, 30, 160, 62, C.sky, 6, outline(5)) + line([[320, 30], [320, 92]], 5) + plant + sofa(76, 0, 0, 490) + people;
}

function picture(t, at) {
  const s = sofaAt(t, at), through = ease(t, at.sit - 0.25, at.sit + 0.35);
  const rolls = 130 * ease(t, at.clear + 0.8, at.clear + 1.8), carX = 534 + rolls;
  const jolt = t >= at.bump && t < at.bump + 0.4 ? 4 * Math.sin(t * 50) : 0;
  const puffs = t >= at.bump && t < at.bump + 0.8 ? [60, 110, 290, 340].map((x, i) => disc(x + (i < 2 ? -1 : 1) * 40 * ramp(t, at.bump, at.bump + 0.8), GROUND - 8 - 10 * ramp(t, at.bump, at.bump + 0.8), 9 * (1 - ramp(t, at.bump, at.bump + 0.8)), C.paper, outline(3))).join("") : "";
  const first = room(C.sky, "#aecdf6") + door(ease(t, at.place + 1, at.place + 1.8)) + opener(t, at) +
    crew(t, at, s, true) + sofa(s.x, s.up, s.tilt) + crew(t, at, s, false) + guide(t, at, s) +
    car(carX) + puffs + (t >= at.lift && t < at.stop ? three(t, at) : "");
  return group(first, { x: -W * through, y: jolt }) + (through > 0 ? group(seatedSix(t, at), { x: W * (1 - through) }) : "");
}

story({
  title: ["Porter un canapé", "à six"],
  target: [366, 152],
  poster: (t) => sofa(322, 0) + [412, 458, 504, 550, 592].map((x, i) => disc(x - 4, 152 - 6 * Math.abs(Math.sin(t * 4 + i)), 17, [C.mint, C.paper, C.blush, AT_DOOR, C.sky][i], outline(3))).join(""),
  beats: BEATS,
  ending: { lines: ["Une voix.", "Une place.", "Un stop."], band: "Avant de lever." },
  picture,
});
