// provider.mjs REDIRECT_URI SECRET: a provider of OpenID Connect on a free port of this machine; prints its issuer.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [redirectUri, secret] = process.argv.slice(2);
const people = {
  ada: { email: "ada@example.org", email_verified: true, name: "Ada" },
  eve: { email: "eve@evil.example", email_verified: true, name: "Eve" },
};
let answer;
const server = createServer((request, response) => answer(request, response));
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "souls", client_secret: secret, redirect_uris: [redirectUri], application_type: "native" }],
    claims: { email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  });
  answer = provider.callback();
  console.log(issuer);
});
