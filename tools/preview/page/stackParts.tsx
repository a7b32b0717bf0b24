import { chainSummary } from "../chain";
import type { Bill } from "../cost/bill";
import { HOURS_PER_MONTH } from "../cost/prices";
import { billSummary, countOf, isPriced, money } from "../cost/report";
import { imageItems } from "../images";
import type { StackPreview } from "../preview";
import type { RecordedResource } from "../recording";
import { kindOf, nameOf, shortType, typeOf } from "../urn";
import { notesOf, warningsOf, warningText } from "../warnings";
import { anchorOf } from "./anchors";
import { Table } from "./scroll";

/** What a stack costs, line by line. */
export function Costs({ bill }: { bill: Bill }) {
  if (bill.lines.length === 0) return null;
  const month = (n: number, each: number) => money(n * each * HOURS_PER_MONTH);
  return (
    <>
      <h3>What bills by the hour</h3>
      <p>
        {billSummary(bill)}.{isPriced(bill) && ` Prices of ${bill.region}, read ${bill.pricesOf}.`}
      </p>
      <Table label="Costs" stacks>
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
                  <td class="number" data-label="USD an hour, each">
                    {line.atMost && "at most "}
                    {line.each.toFixed(4)}
                  </td>
                  <td class="number" data-label="a month, fewest nodes">
                    {month(line.count.fewest, line.each)}
                  </td>
                  <td class="number" data-label="a month, most nodes">
                    {month(line.count.most, line.each)}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            <td class="number empty" />
            <td class="number" data-label="a month, fewest nodes">
              {money(bill.perMonth.fewest)}
            </td>
            <td class="number" data-label="a month, most nodes">
              {money(bill.perMonth.most)}
            </td>
          </tr>
        </tfoot>
      </Table>
    </>
  );
}

/** What the policies and the program itself say. */
export function Verdicts({ preview, stack }: { preview: StackPreview; stack: number }) {
  const { violations, resources } = preview;
  const warnings = warningsOf(preview);
  const place = (urn: string) => {
    const index = resources.findIndex((resource) => resource.urn === urn);
    return index < 0 ? anchorOf(stack) : anchorOf(stack, index);
  };
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
          {warnings.map((warning) => (
            <article key={`${warning.urn} ${warning.text}`} class="finding warn-edge">
              <p class="text">{warningText(warning)}</p>
            </article>
          ))}
        </>
      )}
      {notesOf(preview).map((note) => (
        <p key={`${note.urn} ${note.text}`} class="text">
          Note: {warningText(note)}
        </p>
      ))}
    </>
  );
}

/** What the nodes run, pool by pool. */
export function Images({ resources }: { resources: readonly RecordedResource[] }) {
  const items = imageItems(resources);
  if (items.length === 0) return null;
  return (
    <>
      <h3>Images of nodes</h3>
      {items.map((item) => (
        <p key={item}>{item}.</p>
      ))}
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
      <p>{chainSummary(chain)}.</p>
      <ol class="chain">
        {chain.map((resource) => (
          <li key={resource.urn}>
            <a href={`#${anchorOf(stack, resources.indexOf(resource))}`}>
              <span class="type">{kindOf(resource.type)}</span> {resource.name}
            </a>
          </li>
        ))}
      </ol>
    </>
  );
}
