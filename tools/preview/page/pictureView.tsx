import type { StackPreview } from "../preview";
import type { RecordedResource } from "../recording";
import { count, shorten } from "../terminal";
import { anchorOf } from "./anchors";
import { type Box, type Edge, type Picture, pictureOf, SIZE } from "./picture";
import { Scroll } from "./scroll";
import { Style } from "./style";

/** Characters of a box's two lines. */
const FITS = { kind: 15, name: 18 } as const;

/** What waits for what, as a picture whose boxes lead to the tree. */
export function PictureView({ preview, stack }: { preview: StackPreview; stack: number }) {
  const picture = pictureOf(preview);
  if (picture.boxes.length === 0) return null;
  const after = `${anchorOf(stack)}-after-picture`;
  return (
    <figure>
      <figcaption>
        What waits for what: from left to right in {count(picture.steps, "step")}, a lane for each component. The
        longest chain is marked. A box leads to its resource, which names what it waits for; a mouse or the tab key on
        it brings out its lines.
        <span class={`wider w${stack}`}> The picture is wider than the page: scroll sideways.</span>
      </figcaption>
      <a class="skip" href={`#${after}`}>
        Skip the picture
      </a>
      <Scroll label={`Picture of ${preview.stack}`}>
        <Style css={`${highlights(picture, stack)}\n${hint(picture, stack)}`} />
        <svg
          id={`p${stack}`}
          width={picture.width}
          height={picture.height}
          viewBox={`0 0 ${picture.width} ${picture.height}`}
          aria-label={`What waits for what in ${preview.stack}`}
        >
          {picture.lanes.map(({ title, y, height }) => (
            <g key={y}>
              <rect class="lane" x={4} y={y} width={picture.width - 8} height={height} rx={8} />
              <text class="title" x={SIZE.margin} y={y + 16}>
                {title}
              </text>
            </g>
          ))}
          {[...picture.edges]
            .sort((a, b) => Number(a.inChain) - Number(b.inChain))
            .map((edge) => (
              <EdgeView key={`${edge.from} ${edge.to}`} edge={edge} boxes={picture.boxes} />
            ))}
          {picture.boxes.map((box) => (
            <BoxView key={box.id} box={box} stack={stack} resources={preview.resources} />
          ))}
        </svg>
      </Scroll>
      <span id={after} />
    </figure>
  );
}

function BoxView({ box, stack, resources }: { box: Box; stack: number; resources: readonly RecordedResource[] }) {
  const [first] = box.resources;
  if (first === undefined) return null;
  const n = box.resources.length;
  const names = box.resources.map(({ name }) => name).join(", ");
  return (
    <a
      href={`#${anchorOf(stack, resources.indexOf(first))}`}
      class={`box b${box.id}${box.inChain ? " chained" : ""}`}
      aria-label={`${n > 1 ? `${n} ` : ""}${box.kind} ${names}, step ${box.step}`}
    >
      <title>{`${box.kind}: ${names}`}</title>
      <rect x={box.x} y={box.y} width={SIZE.box} height={SIZE.boxHeight} rx={6} />
      {/* Clips what is longer: letters are of any width. */}
      <svg x={box.x + 8} y={box.y} width={SIZE.box - 12} height={SIZE.boxHeight} aria-hidden="true">
        <text class="kind" y={16}>
          {shorten(n > 1 ? `${n} × ${box.kind}` : box.kind, FITS.kind)}
        </text>
        <text class="name" y={30}>
          {shorten(names, FITS.name)}
        </text>
      </svg>
    </a>
  );
}

function EdgeView({ edge, boxes }: { edge: Edge; boxes: readonly Box[] }) {
  const [from, to] = [boxes[edge.from], boxes[edge.to]];
  if (from === undefined || to === undefined) return null;
  const [x1, y1] = [from.x + SIZE.box, from.y + SIZE.boxHeight / 2];
  const [x2, y2] = [to.x, to.y + SIZE.boxHeight / 2];
  const bend = Math.max(14, Math.min(60, (x2 - x1) / 2));
  return (
    <path
      class={`edge f${edge.from} t${edge.to}${edge.inChain ? " chained" : ""}`}
      d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
    />
  );
}

/** Rules that bring out the edges of the box that is pointed at; a page without scripts has no other way. */
function highlights({ boxes }: Picture, stack: number): string {
  return boxes
    .map(
      ({ id }) => `#p${stack}:has(.b${id}:is(:hover,:focus)) :is(.f${id},.t${id}){stroke:var(--accent);stroke-width:2}`,
    )
    .join("\n");
}

/** A rule that shows, in a figure too narrow for the picture and the frame around it, that there is more to the side. */
function hint({ width }: Picture, stack: number): string {
  return `@container (max-width:${width + 1}px){.w${stack}{display:inline}}`;
}
