import assert from "node:assert/strict";
import fc from "fast-check";
import { ENVIRONMENT_DIRECTORY } from "../../../components/constants";
import { leakProblems, leaksIn } from "../../../components/tasks/releaseLeaks";
import { type ContainerSpec, containerDefinitions } from "../../../components/tasks/taskDocument";
import { argumentAt, pathsOf, valueAt, withValueAt } from "../../support/rubbish";

const environments = ["dev", "stage", "prod"];

/** Text in which no environment is named, nor anything of the library's own. */
const text = fc.stringMatching(/^[a-c]{1,8}$/);
const texts = fc.dictionary(text, text, { maxKeys: 3 });
/** A container with everything that there is to say of one. */
const container: fc.Arbitrary<ContainerSpec> = fc.record({
  image: text,
  memoryReservationMiB: fc.constant(256),
  command: fc.array(text, { maxLength: 3 }),
  entryPoint: fc.array(text, { maxLength: 3 }),
  ports: fc.constant([8080]),
  variables: texts,
  secrets: texts,
  tmpfs: fc.dictionary(text, fc.constant(8), { maxKeys: 2 }),
  user: text,
  workingDirectory: text,
  labels: texts,
  healthCheck: fc.record({ command: text }),
  writableRootFilesystem: fc.record({ reason: text }),
});
const release = fc.record({
  family: text,
  containers: fc.dictionary(text, container, { minKeys: 1, maxKeys: 2 }),
  permissions: fc.array(fc.record({ actions: fc.array(text), resources: fc.array(text) }), { maxLength: 2 }),
});

/** Every text in a value, keys as well. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  return [...keys, ...Object.values(value).flatMap(textsOf)];
}

describe("the names of environments in a release", () => {
  it("are looked for in all of its document: the rest of that is alike in every release", () => {
    const own = new Set(
      textsOf(
        [
          containerDefinitions({ app: { image: "x", memoryReservationMiB: 6 } }, { group: "", region: "" }),
          ENVIRONMENT_DIRECTORY,
        ].map((each) => (each.startsWith("[") ? JSON.parse(each) : each)),
      ),
    );
    const more = [
      "command",
      "entryPoint",
      "user",
      "workingDirectory",
      "dockerLabels",
      "healthCheck",
      "value",
      "valueFrom",
    ];
    const words = [
      ...more,
      "CMD-SHELL",
      "interval",
      "timeout",
      "retries",
      "tmpfs",
      "containerPath",
      "size",
      "mountOptions",
      "rw",
      "noexec",
      "nosuid",
      "containerPort",
      "hostPort",
      "protocol",
      "tcp",
    ];
    for (const word of words) own.add(word);
    assert.deepEqual(leaksIn({ family: [...own].join(" ") }, { environments }), []);
    fc.assert(
      fc.property(release, ({ containers }) => {
        const document = JSON.parse(containerDefinitions(containers, { group: "", region: "" }));
        const searched = new Set(textsOf(containers));
        const others = textsOf(document).filter((each) => !searched.has(each) && !own.has(each));
        assert.deepEqual(others, []);
      }),
    );
  });

  it("are found in any text and key that somebody has written, with its path", () => {
    const written =
      /^(family|permissions\.\d+\.\w+\.\d+|containers\.\w+\.(image|user|workingDirectory|healthCheck\.command|(command|entryPoint|variables|secrets|labels)\.\w+))$/;
    fc.assert(
      fc.property(release, fc.constantFrom(...environments), fc.nat(), (said, name, at) => {
        assert.deepEqual(leaksIn(said, { environments }), []);
        const places = pathsOf(said).filter(
          (path) => written.test(path.join(".")) && typeof valueAt(said, path) === "string",
        );
        const path = places[at % places.length] ?? assert.fail();
        const leaking = withValueAt(said, path, `${valueAt(said, path)}-${name}`) as object;
        assert.deepEqual(leaksIn(leaking, { environments }), [{ path: argumentAt(path), environment: name }]);
        const [first = ""] = Object.keys(said.containers);
        for (const map of ["variables", "secrets", "tmpfs", "labels"]) {
          const key = ["containers", first, map, `${name}_x`];
          assert.deepEqual(leaksIn(withValueAt(said, key, "x") as object, { environments }), [
            { path: argumentAt(key), environment: name },
          ]);
        }
      }),
    );
  });

  it("are none in what only explains the definition", () => {
    const containers = { app: { image: "x", writableRootFilesystem: { reason: "found in dev" } } };
    assert.deepEqual(leaksIn({ containers }, { environments }), []);
    const variables = { writableRootFilesystem: "dev" };
    assert.equal(leaksIn({ containers: { app: { variables } } }, { environments }).length, 1);
  });

  it("are found where a device would be called so, in a secret and in what a policy allows", () => {
    const app = { secrets: { A: "/dev/log" }, variables: { A: "/dev/log", secrets: "/dev/log" } };
    const permissions = [{ actions: ["logs:PutLogEvents"], resources: ["arn:aws:logs:a:1:log-group:/dev/log:*"] }];
    assert.deepEqual(
      leaksIn({ containers: { app }, permissions }, { environments }).map(({ path }) => path),
      ["containers.app.secrets.A", "permissions[0].resources[0]"],
    );
  });

  it("are told with path, environment, encoding, rule and remedy", () => {
    const accounts = { dev: "111111111111", stage: "222222222222", prod: "333333333333" };
    const variables = { A: btoa("stage: yes!!"), B: "333333333333" };
    const [name, account] = leakProblems(leaksIn({ containers: { app: { variables } } }, { environments, accounts }));
    assert.deepEqual([name?.argument, name?.shown], ["containers.app.variables.A", 'naming "stage" in base64']);
    assert.match(name?.remedy ?? "", /MY_ENVIRONMENT.*allowedNames, with a reason\.$/);
    assert.equal(account?.shown, 'naming 333333333333, the account of "prod"');
    assert.match(account?.remedy ?? "", /without an ARN.*allowedNames, with a reason\.$/);
  });
});
