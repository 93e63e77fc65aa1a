// What an agent asks by the TypeScript client, in one start of Node: a line of JSON with what came of each step.
import { spawnSync } from "node:child_process";
import { Client, intent } from "/job/clients/typescript/dist/index.js";

const CAT = "/usr/bin/cat";
const WANTED = "read /etc/hosts with cat";

/** The error's name, code and lines of what fails; its value of what does not. */
async function outcome(asking) {
    try {
        return await asking();
    } catch (error) {
        return { name: error.name, code: error.code, message: error.message, details: error.details };
    }
}

function cat() {
    const done = spawnSync(CAT, ["/etc/hosts"]);
    return done.error?.code ?? done.status;
}

const client = await Client.connect();
const said = { explained: await outcome(() => client.explain(WANTED)), status: await outcome(() => client.status()) };
if (said.status.name === undefined) {
    said.declared = await outcome(() => client.declare("list files in /etc with ls", "5m"));
    said.refused = await outcome(() => client.declare("do as you like"));
    said.widened = await outcome(() => client.narrow(WANTED));
    const follower = await Client.connect();
    const events = await follower.events();
    said.before = cat();
    said.told = (await events.next()).value;
    follower.close();
    said.whyDenied = await client.whyDenied();
    said.within = await intent(WANTED, cat);
    said.after = cat();
    said.requested = await client.request(WANTED);
    said.granted = cat();
    // Asked at once, answered in their order: the last one is the session's end.
    [said.both, said.pending] = await Promise.all([client.status(), client.request("use bash"), client.endSession()]);
    said.approval = await client.approvalState(said.pending.approvals[0].id);
    said.ended = { expiresInMs: (await client.status()).expiresInMs, cat: cat() };
}
client.close();
console.log(JSON.stringify(said));
