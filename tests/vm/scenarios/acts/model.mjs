// SPDX-License-Identifier: MIT
// The official client of the Model Context Protocol on agent.sock itself: each answer as JSON on a line.
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { Client } from "/job/mcp/node_modules/@modelcontextprotocol/sdk/dist/esm/client/index.js";
import { JSONRPCMessageSchema } from "/job/mcp/node_modules/@modelcontextprotocol/sdk/dist/esm/types.js";

/** A message a line, as the SDK's own transport over a child's pipes has it: what is no message is told to onerror. */
class SocketTransport {
  #socket;

  async start() {
    this.#socket = connect("/run/telos/agent.sock");
    this.#socket.on("error", (error) => this.onerror?.(error)).on("close", () => this.onclose?.());
    createInterface({ input: this.#socket }).on("line", (line) => {
      try {
        this.onmessage?.(JSONRPCMessageSchema.parse(JSON.parse(line)));
      } catch (error) {
        this.onerror?.(error);
      }
    });
  }

  async send(message) {
    this.#socket.write(JSON.stringify(message) + "\n");
  }

  async close() {
    this.#socket.end();
  }
}

const strangers = [];
const client = new Client({ name: "telos-tests", version: "1" });
client.onerror = (error) => strangers.push(String(error));
await client.connect(new SocketTransport());
const use = async (name, args) => {
  const answer = await client.callTool({ name, arguments: args });
  return { text: answer.content[0].text, failed: answer.isError ?? false };
};
const said = {
  server: client.getServerVersion().name,
  tools: (await client.listTools()).tools.map((tool) => tool.name),
  status: await use("status", {}),
  declared: await use("declare_intent", { intent: "read /etc/hosts with cat", ttl: "1m" }),
  refused: await use("declare_intent", { intent: "do as you like" }),
  policy: await client.readResource({ uri: "telos://policy" }).then((read) => read.contents[0].text, String),
  strangers: strangers.length,
};
said.many = (await Promise.all(Array.from({ length: 40 }, () => use("status", {})))).filter((answer) => !answer.failed).length;
await client.close();
console.log(JSON.stringify(said));
