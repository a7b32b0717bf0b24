import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { agentMetadata, type Entrypoint, entrypoint, hostileText, tcp, underEachShell } from "../support/entrypoint";

/** What the file has before the container runs. */
const initial = { MetadataFileStatus: undefined, PortMappings: undefined, Networks: undefined };

const config = 'MY_ENVIRONMENT="dev"\nMY_CLUSTER="fairlead-dev"\n';
const waits = { ENTRYPOINT_WAIT_FOR_PORTS_SECONDS: "1" };

/** The variables that come from a file with some mappings. */
function ports({ variables }: Entrypoint, PortMappings: unknown, how: { config?: string } = {}) {
  const { app, stderr } = variables({ config, metadata: agentMetadata({ PortMappings }), env: waits, ...how });
  assert.equal(stderr, "");
  return Object.fromEntries(Object.entries(app).filter(([name]) => name.startsWith("PORT")));
}

/** The path of a program that is installed. */
function whereIs(name: string): string {
  const places = (process.env.PATH ?? "").split(":").map((folder) => join(folder, name));
  return places.find((place) => existsSync(place)) ?? assert.fail(`no ${name} here`);
}

underEachShell("container/entrypoint.sh beside an ECS agent", (tried) => {
  const { program, options, file, environment, start, started, variables, refused } = tried;
  const args = "dev:\n";

  describe("compares the cluster of the task with that of the node, and", () => {
    for (const [title, cluster, ours] of [
      ["starts where both are one", "fairlead-dev", "fairlead-dev"],
      ["knows a name in an ARN", "arn:aws:ecs:eu-west-1:123456789012:cluster/fairlead-dev", "fairlead-dev"],
      ["knows an ARN by its name", "fairlead-dev", "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/fairlead-dev"],
      ["knows an ARN", "arn:aws:ecs:a:1:cluster/x", "arn:aws:ecs:a:1:cluster/x"],
    ] as const) {
      it(title, () => {
        const how = { args, config: `MY_ENVIRONMENT="dev"\nMY_CLUSTER="${ours}"\n` };
        assert.deepEqual(started({ ...how, metadata: agentMetadata({ Cluster: cluster }) }), []);
        assert.deepEqual(started({ ...how, metadata: agentMetadata({ ...initial, Cluster: cluster }) }), []);
      });
    }

    for (const [title, cluster, ours] of [
      ["another name", "fairlead-prod", "fairlead-dev"],
      ["a longer name", "fairlead-dev-2", "fairlead-dev"],
      ["the end of a name", "dev", "fairlead-dev"],
      ["another case", "Fairlead-dev", "fairlead-dev"],
      ["the cluster that an agent without configuration joins", "default", "fairlead-dev"],
      ["another name in an ARN", "arn:aws:ecs:eu-west-1:123456789012:cluster/fairlead-prod", "fairlead-dev"],
      ["an ARN of another account", "arn:aws:ecs:a:1:cluster/x", "arn:aws:ecs:a:2:cluster/x"],
      ["a pattern", "*", "fairlead-dev"],
      ["a pattern of the node's", "fairlead-prod", "fairlead-*"],
      ["a name that is a program", "$(touch canary)`touch canary`", "fairlead-dev"],
      ["a name of more lines", "prod\n\u001b[2Jentrypoint: all is well", "fairlead-dev"],
      ["a quoted name", '"fairlead-dev"', "fairlead-dev"],
    ] as const) {
      it(`refuses ${title}`, () => {
        const how = { args, config: `MY_ENVIRONMENT="dev"\nMY_CLUSTER="${ours}"\n` };
        for (const status of ["READY", undefined]) {
          const contradiction = agentMetadata({ Cluster: cluster, MetadataFileStatus: status });
          refused(
            { ...how, metadata: contradiction },
            78,
            /^entrypoint: the task is in cluster ".*", and \S+ in ".*": /,
          );
          refused({ ...how, metadata: contradiction, env: waits }, 78, /^entrypoint: the task is in cluster /);
        }
      });
    }

    it("refuses a raw escape sequence without showing it", () => {
      const raw = agentMetadata().replace("fairlead-dev", "prod\u001b[2J");
      refused({ args, config, metadata: raw }, 78, /^entrypoint: the task is in cluster "prod", and /);
    });

    it("is not misled by the name in other places", () => {
      const elsewhere = agentMetadata({
        Cluster: undefined,
        Labels: { Cluster: "fairlead-prod" },
        Networks: [{ Cluster: "fairlead-prod" }],
        ImageName: '", "Cluster": "fairlead-prod", "',
        TaskDefinitionFamily: "Cluster",
        Last: "fairlead-dev",
      });
      const { status, stderr } = start({ args, config, metadata: elsewhere });
      assert.deepEqual([status, /not compared: \S+ names no cluster\n$/.test(stderr)], [0, true], stderr);
    });

    it("starts where the node says no cluster, whatever the task definition says, and says so", () => {
      for (const env of [{}, waits]) {
        const { status, stderr } = start({
          args,
          metadata: agentMetadata({ Cluster: "other" }),
          env: { ...env, MY_CLUSTER: "fairlead-dev" },
        });
        assert.match(stderr, /^entrypoint: cluster not compared: \S+node\.config names no cluster\n$/);
        assert.equal(status, 0);
      }
      const { app } = variables({ env: { MY_CLUSTER: "fairlead-dev" } });
      assert.equal(app.MY_CLUSTER, undefined);
    });

    it("starts where no agent says anything", () => {
      assert.deepEqual(started({ args, config }), []);
      assert.deepEqual(started({ args, config, env: { ECS_CONTAINER_METADATA_FILE: "" } }), []);
      assert.deepEqual(
        started({ args, config, env: { ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/x" } }),
        [],
      );
    });

    it("takes the agent's word for where the file is, not the node's", () => {
      const lies = `${config}ECS_CONTAINER_METADATA_FILE="/dev/null"\n`;
      refused({ args, config: lies, metadata: agentMetadata({ Cluster: "other" }) }, 78, /in cluster "other"/);
    });

    for (const [title, said] of [
      ["an empty file", ""],
      ["a list", '[{"Cluster": "other"}]'],
      ["a text", '"Cluster"'],
      ["no JSON", "][foobar})("],
      ["a key without quotes", "{Cluster: other}"],
      ["brackets that do not fit", '{"Cluster": ["other"}]'],
      ["a text that does not end", '{"Cluster": "other'],
      ["a text over two lines", '{"Cluster": "other\n"}'],
      ["something behind its end", `${agentMetadata({ Cluster: "other" })}{}`],
      ["a program", "$(touch canary); `touch canary`"],
      ["far too many lines", agentMetadata({ Cluster: "other" }).replace("\n", "\n".repeat(6_000))],
    ] as const) {
      it(`starts beside ${title}, and says why nothing was compared`, () => {
        const { status, stderr } = start({ args, config, metadata: said });
        assert.match(stderr, /^entrypoint: cluster not compared: \S+ is not what the ECS agent writes\n$/);
        assert.equal(status, 0);
      });
    }

    it("starts beside any first part of a file, and compares nothing", () => {
      const whole = agentMetadata({ Cluster: "other" });
      fc.assert(
        fc.property(fc.nat(whole.length - 1), (length) => {
          const { status, stderr } = start({ args, config, metadata: whole.slice(0, length) });
          assert.match(stderr, /^entrypoint: cluster not compared: [^\n]+\n$/);
          assert.equal(status, 0);
        }),
        { numRuns: 30 },
      );
    });

    it("starts where the file is none, and says so", () => {
      for (const path of [join(tried.dir, "nowhere.json"), tried.dir, "/dev/zero"]) {
        const { status, stderr } = start({ args, config, env: { ECS_CONTAINER_METADATA_FILE: path } });
        assert.equal(stderr, `entrypoint: cluster not compared: there is no file ${path}\n`);
        assert.equal(status, 0);
      }
    });

    it("starts where its user cannot read the file, and says so", () => {
      const root = process.getuid?.() === 0;
      writeFileSync(file("node.config"), config, { mode: 0o644 });
      writeFileSync(file("metadata.json"), agentMetadata(), { mode: root ? 0o600 : 0 });
      copyFileSync(entrypoint, join(tried.dir, "entrypoint.sh"));
      chmodSync(tried.dir, 0o755);
      const child = spawn(program, [...options, join(tried.dir, "entrypoint.sh"), "true"], {
        cwd: tried.dir,
        env: environment({ ARGS_dev: "", ECS_CONTAINER_METADATA_FILE: file("metadata.json") }),
        ...(root ? { uid: 65534, gid: 65534 } : {}),
      });
      return Promise.all([once(child, "exit"), text(child.stderr)]).then(([[code], stderr]) => {
        assert.match(stderr, /^entrypoint: cluster not compared: \S+ is not readable by this container's user\n$/);
        assert.equal(code, 0);
      });
    });

    it("says what it left out in the node's file as well", () => {
      const { stderr } = start({ args, config: `${config}junk\n`, metadata: "{" });
      assert.match(stderr, /^entrypoint: ignored in [^\n]+\nentrypoint: cluster not compared: [^\n]+\n$/);
    });
  });

  describe("gives an image that asks for its ports", () => {
    it("each of them by the port inside, and the node's address", () => {
      const how = { metadata: agentMetadata({ PortMappings: [tcp(8080, 32_768), tcp(9090, 61_000)] }), env: waits };
      const { app, stderr } = variables({ config, ...how });
      assert.deepEqual([app.PORT_8080, app.PORT_9090, app.HOST_IP, stderr], ["32768", "61000", "10.0.1.7", ""]);
      const { app: unasked } = variables({ ...how, config, env: {} });
      assert.deepEqual([unasked.PORT_8080, unasked.HOST_IP], [undefined, undefined]);
    });

    it("the address that the node's configuration says, before the agent's, before the image's", () => {
      const address = (how: { config: string; env?: Record<string, string> }) =>
        variables({ ...how, metadata: agentMetadata(), env: { ...waits, ...how.env } }).app.HOST_IP;
      assert.equal(address({ config: `${config}HOST_IP="10.0.9.9"\n`, env: { HOST_IP: "127.0.0.1" } }), "10.0.9.9");
      assert.equal(address({ config, env: { HOST_IP: "127.0.0.1" } }), "10.0.1.7");
    });

    it("the same from a file in one line", () => {
      const { app } = variables({ config, metadata: JSON.stringify(JSON.parse(agentMetadata())), env: waits });
      assert.deepEqual([app.PORT_8080, app.HOST_IP], ["32768", "10.0.1.7"]);
    });

    for (const [title, mappings, expected] of [
      ["the port for IPv4 where IPv6 has another", [tcp(80, 2, "::"), tcp(80, 1)], { PORT_80: "1" }],
      ["the port for IPv6 where there is no other", [tcp(80, 2, "::")], { PORT_80: "2" }],
      ["the port of a node without an address", [tcp(80, 3, "")], { PORT_80: "3" }],
      ["the first of two", [tcp(80, 5), tcp(80, 4)], { PORT_80: "5" }],
      ["UDP apart", [tcp(53, 1), { ...tcp(53, 2), Protocol: "udp" }], { PORT_53: "1", PORT_53_UDP: "2" }],
      [
        "each port of a range",
        [tcp(100, 1), tcp(101, 2), tcp(102, 3)],
        { PORT_100: "1", PORT_101: "2", PORT_102: "3" },
      ],
      ["nothing of another protocol", [{ ...tcp(80, 1), Protocol: "sctp" }], {}],
      ["nothing where nothing is mapped", [], {}],
      ["nothing on the host's or an interface's own network", undefined, {}],
      [
        "nothing of a mapping without both ports",
        [
          { ContainerPort: 80, Protocol: "tcp" },
          { ...tcp(1, 2), ContainerPort: undefined },
        ],
        {},
      ],
      [
        "nothing of numbers that are no ports",
        [tcp(0, 1), tcp(1, 0), tcp(65_536, 1), tcp(1, 99_999_999_999_999), tcp(-1, 2), tcp(1.5, 2), tcp("08", 9)],
        {},
      ],
      [
        "nothing of ports that are programs",
        [tcp("$(touch canary)", 1), tcp(1, "`touch canary`"), tcp("1=2 PATH", 3), tcp("A", "1")],
        {},
      ],
      [
        "what is left of a mapping with more in it",
        [{ ContainerPort: 80, More: { a: [1, { HostPort: 7 }] }, HostPort: 2, Protocol: "tcp" }],
        { PORT_80: "2" },
      ],
      ["nothing of mappings in mappings", [[tcp(80, 1)], { PortMappings: [tcp(81, 1)] }], {}],
    ] as const) {
      it(title, () => assert.deepEqual(ports(tried, mappings), expected));
    }

    it("nothing of what is called the same elsewhere", () => {
      const elsewhere = {
        "PortMappings[{": { ContainerPort: 1, HostPort: 2, Protocol: "tcp" },
        Networks: { PortMappings: [tcp(80, 1)] },
      };
      const { app } = variables({
        config,
        metadata: agentMetadata({ PortMappings: undefined, ...elsewhere }),
        env: waits,
      });
      assert.deepEqual(
        Object.keys(app).filter((name) => name.startsWith("PORT_")),
        [],
      );
    });

    it("no address that is none", () => {
      for (const HostPrivateIPv4Address of ["$(touch canary)", "10.0.1.7; touch canary", "::1", "", undefined, 7.5]) {
        const { app } = variables({ config, metadata: agentMetadata({ HostPrivateIPv4Address }), env: waits });
        assert.equal(app.HOST_IP, HostPrivateIPv4Address === 7.5 ? "7.5" : undefined);
      }
    });

    it("the ports of any file, whatever else is in it, and executes nothing", () => {
      const value = fc.oneof(hostileText, fc.jsonValue({ stringUnit: "grapheme", maxDepth: 2 }), fc.integer());
      const port = fc.integer({ min: 1, max: 65_535 });
      const mapping = fc.record({
        ContainerPort: fc.oneof(port, value),
        HostPort: fc.oneof(port, value),
        BindIp: fc.constantFrom("0.0.0.0", "::", "10.0.0.1"),
        Protocol: fc.constantFrom("tcp", "udp"),
      });
      const key = hostileText.filter((name) => !["Cluster", "PortMappings", "MetadataFileStatus"].includes(name));
      fc.assert(
        fc.property(
          fc.array(mapping, { maxLength: 4 }),
          fc.dictionary(key, value),
          fc.boolean(),
          (mappings, more, tabs) => {
            const said = { ...more, ...JSON.parse(agentMetadata({ PortMappings: mappings })) };
            const { app, stderr } = variables({
              config,
              metadata: JSON.stringify(said, null, tabs ? "\t" : ""),
              env: waits,
            });
            const expected = new Map<string, string>();
            const isPort = (port: unknown) =>
              ["number", "string"].includes(typeof port) && /^[1-9]\d{0,4}$/.test(`${port}`) && Number(port) <= 65_535;
            const ordered = [false, true].flatMap((ipv6) =>
              mappings.filter(({ BindIp }) => (BindIp === "::") === ipv6),
            );
            for (const { ContainerPort, HostPort, Protocol } of ordered) {
              if (!isPort(ContainerPort) || !isPort(HostPort)) continue;
              const name = `PORT_${ContainerPort}${Protocol === "udp" ? "_UDP" : ""}`;
              if (!expected.has(name)) expected.set(name, String(HostPort));
            }
            assert.deepEqual(
              Object.fromEntries(Object.entries(app).filter(([name]) => name.startsWith("PORT_"))),
              Object.fromEntries(expected),
            );
            assert.equal(stderr, "");
          },
        ),
        { numRuns: 40 },
      );
    });
  });

  describe("waits for the ports, and", () => {
    /** A `sleep` that takes no time: it writes down for how long it was asked, then does what the test wants. */
    function sleeping(script = ":", seconds = "40") {
      const bin = join(tried.dir, "bin");
      mkdirSync(bin);
      writeFileSync(join(bin, "sleep"), `#!/bin/sh\necho "$1" >>${tried.dir}/slept\n${script}\n`, { mode: 0o755 });
      return { PATH: `${bin}:${process.env.PATH}`, ENTRYPOINT_WAIT_FOR_PORTS_SECONDS: seconds };
    }
    const slept = () => readFileSync(join(tried.dir, "slept"), "utf8").trim().split("\n");
    /** What the agent does: a new file in the place of the old one, at the third look. */
    const third = () =>
      `[ $(wc -l <${tried.dir}/slept) -lt 2 ] || mv ${tried.dir}/ready.json ${tried.dir}/metadata.json`;
    beforeEach(() => writeFileSync(join(tried.dir, "ready.json"), agentMetadata()));

    for (const [title, first] of [
      ["starts as soon as the file is ready", agentMetadata(initial)],
      [
        "reads a status that it does not know as not ready",
        agentMetadata({ ...initial, MetadataFileStatus: "INITIAL" }),
      ],
      ["reads a file that it does not understand again", '{"Cluster": '],
      ["reads an empty file again", ""],
      ["looks again for a file that is not there", undefined],
    ] as const) {
      it(title, () => {
        const env = { ...sleeping(third()), ECS_CONTAINER_METADATA_FILE: file("metadata.json") };
        const { app, stderr } = variables({ config, env, ...(first !== undefined && { metadata: first }) });
        assert.deepEqual([app.PORT_8080, stderr, slept()], ["32768", "", ["0.1", "0.1"]]);
      });
    }

    it("does not sleep when the file is ready", () => {
      assert.equal(
        variables({ config, metadata: agentMetadata(), env: sleeping("touch canary") }).app.PORT_8080,
        "32768",
      );
    });

    it("refuses when the time is over, and says what is missing", () => {
      const how = { args, config, metadata: agentMetadata(initial), env: sleeping(":", "2") };
      refused(how, 75, /: no ports within 2 s: \S+metadata\.json is not READY$/m);
      assert.deepEqual(slept(), Array(20).fill("0.1"));
    });

    it("says so of a file that never comes", () => {
      const env = { ...sleeping(":", "1"), ECS_CONTAINER_METADATA_FILE: file("metadata.json") };
      refused({ args, config, env }, 75, /: no ports within 1 s: there is no file \S+metadata\.json$/m);
    });

    it("sleeps for whole seconds where there are no others", () => {
      const whole = 'case $1 in *.*) echo "sleep: invalid number" >&2; exit 1 ;; esac';
      refused({ args, config, metadata: agentMetadata(initial), env: sleeping(whole, "3") }, 75, /within 3 s/);
      assert.deepEqual(slept(), ["0.1", "1", "0.1", "1", "0.1", "1"]);
    });

    it("refuses an image without a sleep", () => {
      const bin = join(tried.dir, "bin");
      mkdirSync(bin);
      for (const name of [program, "printf"]) symlinkSync(whereIs(name), join(bin, name)); // mksh has no printf of its own
      const how = { args, config, env: { ...waits, PATH: bin } };
      refused({ ...how, metadata: agentMetadata(initial) }, 78, /the image has no sleep/);
      assert.deepEqual(started({ ...how, metadata: agentMetadata() }), []);
    });

    it("refuses a contradiction at once, and one that shows later", () => {
      refused(
        { args, config, metadata: agentMetadata({ ...initial, Cluster: "other" }), env: waits },
        78,
        /cluster "other"/,
      );
      writeFileSync(join(tried.dir, "ready.json"), agentMetadata({ Cluster: "other" }));
      const env = sleeping(third());
      refused(
        { args, config, metadata: agentMetadata({ ...initial, Cluster: undefined }), env },
        78,
        /cluster "other"/,
      );
    });

    it("starts without them away from ECS, where there are none", () => {
      assert.deepEqual(started({ args, config, env: sleeping("touch canary") }), []);
    });

    it("refuses on a node whose agent does not tell them", () => {
      const env = { ...waits, ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/x" };
      refused({ args, config, env }, 78, /ECS_ENABLE_CONTAINER_METADATA=true/);
    });

    for (const seconds of [
      "0",
      "-1",
      "1.5",
      "1s",
      "08",
      "1000",
      " 1",
      "$(touch canary)",
      "1\n2",
      "x[$(touch canary)]",
    ]) {
      it(`refuses to wait for ${JSON.stringify(seconds)} seconds`, () => {
        const env = { ENTRYPOINT_WAIT_FOR_PORTS_SECONDS: seconds };
        refused({ args, config, metadata: agentMetadata(), env }, 78, /ENTRYPOINT_WAIT_FOR_PORTS_SECONDS is ".*": /);
      });
    }

    it("does not wait because the node says so", () => {
      const asked = `${config}ENTRYPOINT_WAIT_FOR_PORTS_SECONDS="1"\n`;
      assert.equal(variables({ config: asked, metadata: agentMetadata() }).app.PORT_8080, undefined);
    });

    it("ends when the task is stopped, and the app is not started", () => {
      const stopping = sleeping("kill -TERM $PPID");
      const { status, stdout, stderr } = start({ args, config, metadata: agentMetadata(initial), env: stopping });
      assert.deepEqual(
        { status, stdout, stderr, slept: slept() },
        { status: 143, stdout: "", stderr: "", slept: ["0.1"] },
      );
    });
  });
});
