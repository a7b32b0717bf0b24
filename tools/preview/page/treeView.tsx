import { linkOf } from "../chain";
import type { StackPreview } from "../preview";
import type { RecordedResource, URN } from "../recording";
import { count } from "../terminal";
import { inReadingOrder } from "../tree";
import { shortType } from "../urn";
import { anchorOf } from "./anchors";

interface Context {
  readonly preview: StackPreview;
  readonly stack: number;
  readonly places: ReadonlyMap<URN, number>;
  readonly childrenOf: (parent: URN | undefined) => readonly RecordedResource[];
}

/** The components and resources of a stack, each below what it is in. */
export function TreeView({ preview, stack }: { preview: StackPreview; stack: number }) {
  const places = new Map(preview.resources.map(({ urn }, index) => [urn, index]));
  const context = { preview, stack, places, childrenOf: inReadingOrder(preview.resources) };
  return (
    <ul class="tree">
      {context.childrenOf(undefined).map((resource) => (
        <Node key={resource.urn} resource={resource} context={context} open />
      ))}
    </ul>
  );
}

function Node({ resource, context, open = false }: { resource: RecordedResource; context: Context; open?: boolean }) {
  const { childrenOf, places, stack } = context;
  const children = childrenOf(resource.urn);
  const line = <Line resource={resource} context={context} />;
  return (
    <li id={anchorOf(stack, places.get(resource.urn))}>
      {children.length === 0 ? (
        line
      ) : (
        <details open={open}>
          <summary>
            {line} <span class="soft">{children.length} inside</span>
          </summary>
          <ul>
            {children.map((child) => (
              <Node key={child.urn} resource={child} context={context} />
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function Line({ resource, context }: { resource: RecordedResource; context: Context }) {
  const { preview, places, stack } = context;
  const broken = preview.violations.filter(({ urn }) => urn === resource.urn);
  const on = resource.dependencies.flatMap((urn) => {
    const place = places.get(urn);
    const other = place === undefined ? undefined : preview.resources[place];
    return other === undefined ? [] : [{ place, name: linkOf(other) }];
  });
  return (
    <>
      <span class="type">{shortType(resource.type)}</span> <b>{resource.name}</b>
      {resource.external && <span class="badge">only read</span>}
      {resource.remote && <span class="badge">remote component</span>}
      {resource.options.protect && <span class="badge">protected</span>}
      {broken.length > 0 && <span class="badge bad">{count(broken.length, "violation")}</span>}
      {resource.custom && on.length > 0 && (
        <span class="waits">
          {" waits for "}
          {on.map(({ place, name }, index) => (
            <>
              {index > 0 && ", "}
              <a href={`#${anchorOf(stack, place)}`}>{name}</a>
            </>
          ))}
        </span>
      )}
    </>
  );
}
