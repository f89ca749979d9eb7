// Only a script can ask a browser for a passkey. It is on the pages that ask for one, and does nothing else.
"use strict";
(() => {
  const read = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const write = (buffer) => {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const keys = (ids) => ids.map((id) => ({ type: "public-key", id: read(id) }));

  const make = async (asked, operation) => {
    const { rawId, response } = await navigator.credentials.create({
      publicKey: {
        challenge: read(asked.challenge),
        rp: { id: asked.host, name: operation },
        user: { id: read(asked.handle), name: asked.account, displayName: asked.account },
        pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: keys(asked.known),
        authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
        attestation: "none",
      },
    });
    const [data, publicKey] = [response.getAuthenticatorData(), response.getPublicKey()];
    return { id: rawId, clientDataJSON: response.clientDataJSON, authenticatorData: data, publicKey };
  };

  const use = async (asked) => {
    const { rawId, response } = await navigator.credentials.get({
      publicKey: {
        challenge: read(asked.challenge),
        rpId: asked.host,
        allowCredentials: keys(asked.known),
        userVerification: "required",
      },
    });
    const { clientDataJSON, authenticatorData, signature } = response;
    return { id: rawId, clientDataJSON, authenticatorData, signature };
  };

  for (const form of document.querySelectorAll("form[data-passkey]"))
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const [problem, button] = [form.querySelector("[role=alert]"), form.querySelector("button")];
      problem.hidden = button.disabled = true;
      try {
        const answer = await { make, use }[form.dataset.passkey](JSON.parse(form.dataset.question), form.dataset.operation);
        for (const [name, part] of Object.entries(answer)) answer[name] = write(part);
        form.elements.answer.value = JSON.stringify(answer);
        form.submit();
      } catch {
        problem.hidden = button.disabled = false;
      }
    });
})();
