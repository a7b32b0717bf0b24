import type { Fit, PoolFit } from "fairlead";
import { afterLossText, boundsText, keptWithout, lossText, nodesSummary, nodeText } from "../nodes/report";
import { Table } from "./scroll";

/** What may happen to a pool, with what the table calls it. */
const STATES: readonly [string, (pool: PoolFit) => string, (pool: PoolFit) => number][] = [
  ["at rest", ({ atRest }) => String(atRest), ({ atRest }) => atRest],
  ["rollout of one", ({ rolloutOfOne }) => String(rolloutOfOne), ({ rolloutOfOne }) => rolloutOfOne],
  ["rollout of all", ({ rollout }) => String(rollout), ({ rollout }) => rollout],
  ["peak", ({ peak }) => String(peak), ({ peak }) => peak],
  ["loss of spot, moved here", lossText, ({ afterLoss = 0 }) => afterLoss],
];

/** How many nodes each pool needs, and what goes on without a spot pool. */
export function NodesNeeded({ nodes }: { nodes: Fit | undefined }) {
  if (nodes === undefined) return null;
  const afterLoss = afterLossText(nodes);
  return (
    <>
      <h3>Nodes needed</h3>
      <p>{nodesSummary(nodes)}.</p>
      <Table label="Nodes needed" stacks>
        <thead>
          <tr>
            <th scope="col">Pool</th>
            <th scope="col">A node has for tasks</th>
            {STATES.map(([state]) => (
              <th key={state} scope="col" class="number">
                {state}
              </th>
            ))}
            <th scope="col" class="number">
              bounds
            </th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(nodes).map(([name, pool]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-label="A node has for tasks">{nodeText(pool)}</td>
              {STATES.map(([state, text, needed]) => (
                <td key={state} class={needed(pool) > pool.maxNodes ? "number warn" : "number"} data-label={state}>
                  {text(pool)}
                </td>
              ))}
              <td class="number" data-label="bounds">
                {boundsText(pool)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {afterLoss === undefined ? null : <p>{afterLoss}, with its tasks moved.</p>}
      {keptWithout(nodes).map(({ pool, kept }) => (
        <p key={pool} class="soft">
          Without {pool} still run {kept.join(", ")}. The others wait until it is back: ECS moves none.
        </p>
      ))}
    </>
  );
}
