import { billCell, billSource } from "../cost/report";
import type { Violation } from "../pack";
import type { StackPreview } from "../preview";
import { anchorOf } from "./anchors";
import { Table } from "./scroll";

/** All stacks at a glance. */
export function Overview({ previews }: { previews: readonly StackPreview[] }) {
  const source = billSource(previews.filter(({ errors }) => errors.length === 0).map(({ bill }) => bill));
  return (
    <>
      <Table label="All stacks" stacks>
        <thead>
          <tr>
            <th scope="col">Stack</th>
            <th scope="col">Policies</th>
            <th scope="col" class="number">
              Resources
            </th>
            <th scope="col" class="number">
              Longest chain
            </th>
            <th scope="col" class="number">
              USD a month
            </th>
          </tr>
        </thead>
        <tbody>
          {previews.map((preview, index) => (
            <tr key={preview.stack}>
              <th scope="row">
                <a href={`#${anchorOf(index)}`}>{preview.stack}</a>
              </th>
              <td data-label="Policies">
                <Verdict preview={preview} />
              </td>
              <td class="number" data-label="Resources">
                {preview.errors.length > 0 ? "-" : preview.resources.length}
              </td>
              <td class="number" data-label="Longest chain">
                {preview.errors.length > 0 ? "-" : preview.chain.length}
              </td>
              <td class="number" data-label="USD a month">
                {preview.errors.length > 0 ? "-" : billCell(preview.bill)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {source !== "" && <p class="soft">{source}</p>}
    </>
  );
}

function Verdict({ preview: { errors, violations } }: { preview: StackPreview }) {
  if (errors.length > 0) return <span class="bad">the program failed</span>;
  if (violations.length === 0) return <span class="good">ok</span>;
  const of = (level: Violation["level"]) => violations.filter((violation) => violation.level === level).length;
  return (
    <>
      {of("mandatory") > 0 && <span class="bad">{of("mandatory")} mandatory </span>}
      {of("advisory") > 0 && <span class="warn">{of("advisory")} advisory</span>}
    </>
  );
}

/** Which revision of each release runs where. */
export function Releases({ previews }: { previews: readonly StackPreview[] }) {
  const pinning = previews.filter(({ pins }) => pins.length > 0);
  if (pinning.length === 0) return null;
  const pinOf = ({ pins }: StackPreview, family: string) =>
    pins.find((pin) => pin.slice(0, pin.lastIndexOf(":")) === family)?.slice(family.length + 1);
  const families = [
    ...new Set(pinning.flatMap(({ pins }) => pins.map((pin) => pin.slice(0, pin.lastIndexOf(":"))))),
  ].sort();
  return (
    <section id="releases">
      <h2>Releases pinned</h2>
      <Table label="Releases pinned per environment">
        <thead>
          <tr>
            <th scope="col">Release</th>
            {pinning.map(({ stack }) => (
              <th key={stack} scope="col" class="number">
                {stack}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {families.map((family) => {
            const revisions = pinning.map((preview) => pinOf(preview, family));
            const differs = new Set(revisions.filter((revision) => revision !== undefined)).size > 1;
            return (
              <tr key={family}>
                <th scope="row">
                  {family}
                  {differs && <span class="badge warn">differs</span>}
                </th>
                {revisions.map((revision, index) => (
                  <td key={pinning[index]?.stack} class="number">
                    {revision ?? "-"}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </Table>
    </section>
  );
}
