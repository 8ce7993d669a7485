import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import {
  createServer as createHttp,
  request as httpRequest,
  type RequestListener,
} from "node:http";
import { createServer as createHttps } from "node:https";
import { connect } from "node:net";
import { onTestFinished } from "vitest";
import { portOf } from "./world.ts";

/** DER, as X.690 has it. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const hex = (text: string): Buffer => Buffer.from(text, "hex");

/** A certificate for these hosts that nobody has signed but itself (RFC 5280), and its key. */
export function selfSigned(hosts: readonly string[]): {
  readonly key: string;
  readonly cert: string;
} {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(0x30, der(0x06, hex("2a8648ce3d040302")));
  const name = der(
    0x30,
    der(0x31, der(0x30, der(0x06, hex("550403")), der(0x0c, Buffer.from("test")))),
  );
  const names = der(0x30, ...hosts.map((host) => der(0x82, Buffer.from(host))));
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    der(0x30, der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from("491231235959Z"))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, der(0x30, der(0x06, hex("551d11")), der(0x04, names)))),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", content, privateKey));
  const cert = der(0x30, content, algorithm, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${cert.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

/**
 * A forward proxy that answers for every https host itself, with a certificate of its own.
 * @param answer a request; what it leaves goes on to `origin`.
 * @returns its own origin, and the hosts and credentials of the tunnels that were asked for.
 */
export async function startTlsProxy(
  certificate: { readonly key: string; readonly cert: string },
  origin: string,
  answer: (...args: Parameters<RequestListener>) => boolean = () => false,
) {
  const inner = createHttps(certificate, (request, response) => {
    if (answer(request, response)) return;
    const { method, headers } = request;
    const onward = httpRequest(new URL(request.url ?? "", origin), { method, headers }, (got) => {
      response.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(response);
    });
    request.pipe(onward);
  });
  const targets: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const outer = createHttp().on("connect", (request, client) => {
    targets.push(request.url ?? "");
    authorizations.push(request.headers["proxy-authorization"]);
    const onward = connect(portOf(inner), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(client).pipe(onward);
    });
    for (const socket of [client, onward])
      socket.on("error", () => {
        client.destroy();
        onward.destroy();
      });
  });
  for (const server of [inner, outer]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
  }
  return { origin: `http://127.0.0.1:${portOf(outer)}`, targets, authorizations };
}
