// The list on a map, on demand: nothing of it is loaded before the button is used. Markers can be reached with Tab and opened with
// Enter; a card and its markers light up together. Without a tile server the ground is drawn from our own data.
const loaded = {};

function script(url) {
  loaded[url] ??= new Promise((resolve, reject) => {
    const tag = Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject });
    document.head.append(tag);
  });
  return loaded[url];
}

function style(url) {
  if (loaded[url]) return;
  loaded[url] = document.head.appendChild(Object.assign(document.createElement("link"), { rel: "stylesheet", href: url }));
}

function text(tag, content, attributes = {}) {
  return Object.assign(document.createElement(tag), { textContent: content, ...attributes });
}

class MissionMap extends HTMLElement {
  connectedCallback() {
    this.button = text("button", this.dataset.show, { type: "button", className: "button button--secondary" });
    this.button.setAttribute("aria-expanded", "false");
    this.note = text("p", "", { className: "text-small text-soft" });
    this.note.setAttribute("role", "status");
    this.ground = Object.assign(document.createElement("div"), { className: "mission-map", hidden: true });
    this.ground.setAttribute("role", "region");
    this.ground.setAttribute("aria-label", this.dataset.label);
    this.replaceChildren(this.button, this.note, this.ground);
    this.hidden = false;
    this.ground.addEventListener("keydown", (event) => { if (event.key === "Escape") this.map.closePopup(); });
    this.button.addEventListener("click", () => (this.ground.hidden ? this.open() : this.close()));
    if (MissionMap.wanted) this.open();
  }

  close() {
    MissionMap.wanted = false;
    this.ground.hidden = true;
    this.note.textContent = "";
    this.button.textContent = this.dataset.show;
    this.button.setAttribute("aria-expanded", "false");
  }

  async open() {
    MissionMap.wanted = true;
    this.note.textContent = this.dataset.loading;
    try {
      this.dataset.styles.split(" ").forEach(style);
      await script(this.dataset.leaflet);
      await script(this.dataset.cluster);
      const answer = await fetch(this.dataset.url + location.search);
      if (!answer.ok) throw new Error(answer.status);
      const data = await answer.json();
      this.ground.hidden = false;
      this.draw(data);
      this.note.textContent = data.note;
      this.button.textContent = this.dataset.hide;
      this.button.setAttribute("aria-expanded", "true");
    } catch {
      this.close();
      this.note.textContent = this.dataset.away;
    }
  }

  draw(data) {
    const L = window.L;
    this.map?.remove();
    this.markers = new Map();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(this.ground, {
      zoomControl: false, attributionControl: Boolean(this.dataset.tiles), maxZoom: 16, minZoom: 2,
      zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, scrollWheelZoom: false,
    });
    L.control.zoom({ zoomInTitle: this.dataset.in, zoomOutTitle: this.dataset.out }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    if (this.dataset.tiles) L.tileLayer(this.dataset.tiles, { attribution: this.dataset.credit, maxZoom: 19 }).addTo(this.map);
    else this.ownGround(data.towns);
    if (data.circle) L.circle([data.circle.lat, data.circle.lon], { radius: data.circle.km * 1000, className: "mission-map__circle", interactive: false }).addTo(this.map);
    this.layer = L.markerClusterGroup({
      showCoverageOnHover: false, animate: !still, maxClusterRadius: 45,
      iconCreateFunction: (cluster) => this.bubble(cluster.getChildCount(), "mission-map__many"),
    });
    data.points.forEach((point) => this.addPoint(point));
    data.groups.forEach((group) => this.addGroup(group));
    this.layer.addTo(this.map);
    const bounds = L.latLngBounds([...data.points, ...data.groups].map((one) => [one.lat, one.lon]));
    if (data.circle) bounds.extend(L.latLng(data.circle.lat, data.circle.lon).toBounds(data.circle.km * 2000));
    if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [24, 24], maxZoom: this.dataset.tiles ? 14 : 11, animate: false });
    else this.map.setView([46.6, 2.4], 5);
    // One listener a list, however often the map is opened.
    this.cards?.abort();
    this.cards = new AbortController();
    document.getElementById("resultats").addEventListener("focusin", ({ target }) => {
      if (!this.contains(target)) this.light(target.closest("[data-mission]")?.dataset.mission);
    }, { signal: this.cards.signal });
  }

  ownGround(towns) {
    const L = window.L;
    towns.forEach(([name, lat, lon]) => {
      L.marker([lat, lon], {
        interactive: false, keyboard: false, zIndexOffset: -1000,
        icon: L.divIcon({ className: "mission-map__town", html: text("span", name), iconSize: [8, 8] }),
      }).addTo(this.map);
    });
  }

  bubble(count, className) {
    const size = count > 999 ? 56 : count > 99 ? 48 : 44;
    return window.L.divIcon({ className, html: text("span", String(count)), iconSize: [size, size] });
  }

  addPoint(point) {
    const L = window.L;
    const name = `${point.title}, ${point.where}`;
    const icon = L.divIcon({ className: "mission-map__one", html: text("span", ""), iconSize: [44, 44] });
    const marker = L.marker([point.lat, point.lon], { icon, title: name, alt: name, keyboard: true });
    const told = document.createElement("div");
    told.append(text("a", point.title, { href: point.href }), text("p", [point.who, point.where].filter(Boolean).join(" · ")));
    marker.bindPopup(told, { minWidth: 180 });
    marker.on("popupopen", () => {
      this.light(point.id);
      // It is hidden while Leaflet measures it, and cannot have the focus before it is drawn.
      requestAnimationFrame(() => requestAnimationFrame(() => told.querySelector("a").focus({ preventScroll: true })));
    });
    marker.on("popupclose", () => marker.getElement()?.focus({ preventScroll: true }));
    marker.on("add", () => {
      const element = marker.getElement();
      element.setAttribute("aria-label", name);
      element.addEventListener("focus", () => this.light(point.id));
      element.addEventListener("mouseenter", () => this.light(point.id));
      element.classList.toggle("is-lit", this.lit === point.id);
    });
    this.markers.set(point.id, [...(this.markers.get(point.id) ?? []), marker]);
    this.layer.addLayer(marker);
  }

  addGroup(group) {
    const marker = window.L.marker([group.lat, group.lon], { icon: this.bubble(group.count, "mission-map__many"), title: group.label, alt: group.label });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", group.label));
    marker.on("click keypress", (event) => {
      if (event.type === "click" || event.originalEvent.key === "Enter") location.href = group.href;
    });
    marker.addTo(this.map);
  }

  light(id) {
    if (id === this.lit) return;
    this.each(this.lit, false);
    this.lit = id;
    this.each(id, true);
  }

  each(id, lit) {
    document.querySelector(`[data-mission="${id}"]`)?.classList.toggle("is-lit", lit);
    for (const marker of this.markers?.get(id) ?? []) {
      // A marker inside a bubble has no picture of its own: its bubble lights up.
      const shown = this.layer.getVisibleParent(marker);
      shown?.getElement?.()?.classList.toggle("is-lit", lit);
    }
  }
}

customElements.define("mission-map", MissionMap);
