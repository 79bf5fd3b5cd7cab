// Tes dix premières minutes. Somebody arrives where everyone knows everyone; a dial counts ten minutes, without a word.
const says = (who, text, x, y, tail) => [{ who, text, x, y, tail }];

const BEATS = [
  { name: "door", lasts: 3.2, seen: "Un local, des cartons. Trois personnes rient. Quelqu'un reste à la porte.", band: "Premier jour. Les autres se connaissent déjà." },
  { name: "phone", lasts: 3, seen: "Noa regarde son téléphone. Deux minutes passent au cadran.", band: "Ton téléphone te sert d'abri." },
  { name: "change", lasts: 3.2, seen: "Au fond, une voix.", says: says("La voix", "L'accueil est annulé !", 362, 22, [508, 128]), band: "Zut. C'était ton poste." },
  { name: "choose", lasts: 3, seen: "Une balle saute de Noa vers la personne la plus proche.", band: "Le plan change. Choisis une personne." },
  { name: "name", lasts: 3.2, seen: "Noa range son téléphone et s'approche.", says: says("Noa", "Salut, moi c'est Noa.", 300, 22, [226, 112]), band: "Ton prénom.", step: 1 },
  { name: "reply", lasts: 2.8, seen: "L'autre pose son carton.", says: says("L'autre", "Sami. Salut !", 330, 22, [322, 112]), band: "Voilà. Tu connais quelqu'un." },
  { name: "task", lasts: 3.2, seen: "Noa montre les cartons.", says: says("Noa", "Je prends quoi ?", 270, 22, [226, 112]), band: "Une petite tâche.", step: 2 },
  { name: "carry", lasts: 3.4, seen: "Noa et Sami portent chacun un carton vers l'étagère.", band: "Chacun son carton, côte à côte." },
  { name: "ask", lasts: 3.2, seen: "Devant l'étagère.", says: says("Noa", "Ça va où, ça ?", 356, 22, [384, 112]), band: "Une question facile.", step: 3 },
  { name: "ten", lasts: 3.2, seen: "Le cadran est plein : dix minutes. Les cartons sont rangés.", says: says("Sami", "Tu reviens samedi ?", 372, 22, [474, 112]), band: "Minute dix." },
];

/** Minutes shown on the dial. */
function minutes(t, at) {
  const steps = [[at.door, 0], [at.phone, 0], [at.phone + 2, 2], [at.choose, 3], [at.name, 3.4], [at.task, 4.4], [at.carry, 5], [at.ask, 7.4], [at.ten + 0.6, 10]];
  const next = steps.findIndex(([time]) => time > t);
  if (next < 0) return 10;
  if (next === 0) return 0;
  const [[t0, m0], [t1, m1]] = [steps[next - 1], steps[next]];
  return mix(m0, m1, ramp(t, t0, t1));
}

function dial(x, y, r, value) {
  const angle = clamp(value / 10, 0, 0.9999) * 2 * Math.PI, end = [x + r * Math.sin(angle), y - r * Math.cos(angle)];
  const ticks = Array.from({ length: 10 }, (_, i) => {
    const a = (i / 10) * 2 * Math.PI;
    return line([[x + (r - 5) * Math.sin(a), y - (r - 5) * Math.cos(a)], [x + r * Math.sin(a), y - r * Math.cos(a)]], 3);
  });
  return disc(x, y, r + 5, C.paper, outline(4)) +
    (value > 0 ? `<path d="M${x} ${y}V${y - r}A${r} ${r} 0 ${angle > Math.PI ? 1 : 0} 1 ${n(end[0])} ${n(end[1])}Z" fill="${C.coral}"/>` : "") + ticks.join("") + disc(x, y, 4, C.ink);
}

const shelf = (stored) => {
  const spots = [[562, 196], [612, 196], [562, 254], [612, 254]];
  return box(532, 140, 130, 132, C.paper, 4, outline(5)) + line([[534, 198], [660, 198]], 5) +
    spots.slice(0, stored).map(([x, y]) => carton(x, y, 42, 32)).join("");
};

const doorway = () => box(28, 76, 96, 196, C.violet, 4, outline(5)) + disc(110, 180, 6, C.sun);

const phoneIn = (x, y) => box(x - 8, y - 16, 17, 30, C.paper, 4, outline(3));

/** Those who know each other: they laugh, then leave to work elsewhere. */
function others(t, at) {
  const laughing = t < at.change ? Math.sin(t * 8) * 2.5 : 0;
  const back = person({ x: 508, colour: C.violet, face: -1, scale: 0.74, hands: t >= at.change && t < at.choose ? [[38, -118], [-12, -62]] : talking(t, t < at.change), lean: laughing });
  const third = person({ x: 430, colour: C.sun, face: 1, scale: 0.74, hands: talking(t + 1, t < at.change), lean: -laughing });
  const leave = ease(t, at.carry, at.carry + 1.4);
  return group(back + third, { x: 260 * leave });
}

function picture(t, at) {
  const arrives = ease(t, at.name, at.name + 0.6), carried = ease(t, at.carry + 0.2, at.carry + 2.6), stored = ease(t, at.ask + 2.2, at.ask + 3);
  const walking = (t > at.name && t < at.name + 0.6) || (t > at.carry + 0.2 && t < at.carry + 2.6);
  const noaX = mix(mix(90, 218, arrives), 376, carried), samiX = mix(330, 480, carried);
  const holding = t >= at.carry && stored < 0.5, onPhone = t < at.name;
  const noa = person({
    x: noaX, walk: walking ? t * 9 : null, lean: onPhone ? 6 : 0,
    hands: holding ? [[40, -74], [34, -70]] : onPhone ? [[32, -88], [24, -80]] : talking(t, (t >= at.name && t < at.reply) || (t >= at.task && t < at.carry)),
  });
  const samiHolds = t < at.reply || (t >= at.carry && t < at.ask + 0.3), samiFace = t >= at.carry && t < at.ask + 0.8 ? 1 : -1;
  const sami = person({
    x: samiX, colour: C.mint, face: samiFace, walk: t > at.carry && carried < 1 ? t * 9 + 2 : null,
    hands: samiHolds ? [[40, -74], [34, -70]] : talking(t, t < at.task || t >= at.ten),
  });
  const pile = t < at.carry ? carton(280, GROUND, 60, 44) : "";
  const boxes = (holding ? carton(noaX + 38, 226, 50, 38) : "") + (samiHolds ? carton(samiX + 38 * samiFace, 226, 50, 38) : "");
  const from = [96, 118], to = [332, 118], k = ease(t, at.choose + 0.5, at.choose + 1.5);
  const traveller = t > at.choose + 0.4 && t < at.name ? dotted(from, to, 56, k) + ball(...hop(from, to, 56, k), 0.9) : "";
  const bent = t < at.choose ? group(worry(t, 0), { x: 96, y: 96, scale: 0.7, opacity: ease(t, at.phone, at.phone + 0.4) }) : "";
  return room(C.lilac, "#d3c6ff") + doorway() + group(shelf(1 + (t > at.ask + 0.3) + (stored > 0.5)), { x: 190 * (1 - ease(t, at.carry, at.carry + 1.4)) }) +
    others(t, at) + pile + sami + noa + boxes + (onPhone ? phoneIn(noaX + 32, 194) : "") + bent + traveller + dial(590, 52, 34, minutes(t, at));
}

story({
  title: ["Tes dix", "premières minutes"],
  target: [548, 190],
  poster: (t) => dial(548, 190, 64, 10 * ease(t, 1.3, 2.3)),
  beats: BEATS,
  ending: { lines: ["Un prénom.", "Une tâche.", "Une question."], band: "Essaie demain." },
  picture,
});
