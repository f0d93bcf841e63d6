// Shows the passkey form where the browser knows passkeys, and says what to do when one is not read.
(() => {
  "use strict";
  const form = document.querySelector("[data-passkey]");
  const byId = (id) => document.getElementById(id);
  if (!form) return;
  if (!window.PublicKeyCredential || !window.allauth) {
    byId("passkey-missing").hidden = false;
    return;
  }
  form.hidden = false;
  const common = { credential: form.elements.credential.id, data: "passkey-options" };
  if (form.dataset.passkey === "add") {
    window.allauth.webauthn.forms.addForm({ ids: { add: "passkey-button", ...common } });
  } else {
    window.allauth.webauthn.forms.authenticateForm({ ids: { authenticate: "passkey-button", ...common } });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    byId("passkey-problem").hidden = false;
  });
})();
