import type { ComponentChildren } from "preact";
import type { Bill } from "../cost/bill";
import { HOURS_PER_MONTH } from "../cost/prices";
import { billCell, billSource, billSummary, countOf, money } from "../cost/report";
import type { Violation } from "../pack";
import type { StackPreview } from "../preview";
import type { RecordedResource } from "../recording";
import { count } from "../terminal";
import { nameOf, shortType, typeOf } from "../urn";
import { anchorOf } from "./anchors";
import { Scroll } from "./scroll";

/** A table that scrolls by itself where the page is too narrow for it. */
export function Table({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <Scroll label={label}>
      <table>{children}</table>
    </Scroll>
  );
}

/** All stacks at a glance. */
export function Overview({ previews }: { previews: readonly StackPreview[] }) {
  const source = billSource(previews.map(({ bill }) => bill));
  return (
    <>
      <Table label="All stacks">
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
              <td>
                <Verdict preview={preview} />
              </td>
              <td class="number">{preview.errors.length > 0 ? "-" : preview.resources.length}</td>
              <td class="number">{preview.errors.length > 0 ? "-" : preview.chain.length}</td>
              <td class="number">{preview.errors.length > 0 ? "-" : billCell(preview.bill)}</td>
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

/** What a stack costs, line by line. */
export function Costs({ bill }: { bill: Bill }) {
  if (bill.lines.length === 0) return null;
  const month = (n: number, each: number) => money(n * each * HOURS_PER_MONTH);
  return (
    <>
      <h3>What bills by the hour</h3>
      <p>
        {billSummary(bill)}. Prices of {bill.region}, read {bill.pricesOf}.
      </p>
      <Table label="Costs">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class="number">
              USD an hour, each
            </th>
            <th scope="col" class="number">
              a month, fewest nodes
            </th>
            <th scope="col" class="number">
              a month, most nodes
            </th>
          </tr>
        </thead>
        <tbody>
          {bill.lines.map((line) => (
            <tr key={JSON.stringify(line)}>
              <th scope="row">{countOf(line)}</th>
              {line.each === null ? (
                <td colspan={3}>price not known here</td>
              ) : (
                <>
                  <td class="number">
                    {line.atMost && "at most "}
                    {line.each.toFixed(4)}
                  </td>
                  <td class="number">{month(line.count.fewest, line.each)}</td>
                  <td class="number">{month(line.count.most, line.each)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            <td class="number" />
            <td class="number">{money(bill.perMonth.fewest)}</td>
            <td class="number">{money(bill.perMonth.most)}</td>
          </tr>
        </tfoot>
      </Table>
    </>
  );
}

/** What the policies and the program itself say. */
export function Verdicts({ preview, stack }: { preview: StackPreview; stack: number }) {
  const { violations, messages, resources } = preview;
  const warnings = messages.filter(({ severity }) => severity !== "info");
  const place = (urn: string) =>
    anchorOf(
      stack,
      resources.findIndex((resource) => resource.urn === urn),
    );
  return (
    <>
      <h3>Policies</h3>
      {violations.length === 0 && (
        <p>
          <span class="good">No violations.</span>
        </p>
      )}
      {violations.map(({ policy, level, urn, message }) => (
        <article
          key={`${policy} ${urn} ${message}`}
          class={level === "mandatory" ? "finding bad-edge" : "finding warn-edge"}
        >
          <p>
            <span class={`badge ${level === "mandatory" ? "bad" : "warn"}`}>{level}</span> <b>{policy}</b>{" "}
            <a href={`#${place(urn)}`}>
              {shortType(typeOf(urn))} {nameOf(urn)}
            </a>
          </p>
          <p class="text">{message}</p>
        </article>
      ))}
      {warnings.length > 0 && (
        <>
          <h3>Warnings of the program</h3>
          {warnings.map(({ text, urn }) => (
            <article key={`${urn} ${text}`} class="finding warn-edge">
              <p class="text">{urn === undefined || text.includes(nameOf(urn)) ? text : `${nameOf(urn)}: ${text}`}</p>
            </article>
          ))}
        </>
      )}
    </>
  );
}

/** The longest chain, link by link. */
export function Chain({
  chain,
  resources,
  stack,
}: {
  chain: readonly RecordedResource[];
  resources: readonly RecordedResource[];
  stack: number;
}) {
  if (chain.length === 0) return null;
  return (
    <>
      <h3>Longest chain</h3>
      <p>
        {count(chain.length, "resource")}
        {chain.length > 1 && ", each waiting for the one before"}.
      </p>
      <ol class="chain">
        {chain.map((resource) => (
          <li key={resource.urn}>
            <a href={`#${anchorOf(stack, resources.indexOf(resource))}`}>
              <span class="type">{shortType(resource.type).split(":").at(-1)}</span> {resource.name}
            </a>
          </li>
        ))}
      </ol>
    </>
  );
}
