/**
 * Runs inside a page: the texts whose colour has a contrast below 4.5 with what they stand on, each with its contrast.
 * @see https://www.w3.org/TR/WCAG22/#contrast-minimum
 */
export const paleTexts = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opaque = (color) => color !== "none" && (channels(color)[3] ?? 1) === 1;
  const background = (element) => {
    if (element instanceof SVGElement) {
      const rect = element.closest("a, g")?.querySelector("rect");
      return rect ? getComputedStyle(rect).fill : "rgb(0, 0, 0)";
    }
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (opaque(backgroundColor)) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const pale = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || ["STYLE", "title"].includes(element.tagName)) continue;
    seen++;
    const look = getComputedStyle(element);
    const [light, dark] = [luminance(element instanceof SVGElement ? look.fill : look.color), luminance(background(element))].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (!(contrast >= 4.5)) pale.add(element.tagName + "." + element.getAttribute("class") + " " + contrast.toFixed(2));
  }
  return seen < 20 ? ["only " + seen + " texts were found"] : [...pale];
})()`;
