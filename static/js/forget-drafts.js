// Forgets what was being written on this device: after signing out, by an exit, or after a day.
export const PLACE = "draft:";

// A closed store throws; it must not stop anyone from writing.
export function attempt(act) {
  try { return act(); } catch { return null; }
}

export function forgetDrafts(before = Infinity) {
  attempt(() => {
    for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PLACE))) {
      const draft = attempt(() => JSON.parse(localStorage.getItem(key)));
      if (!(draft?.at >= before)) localStorage.removeItem(key);
    }
  });
}

if (document.querySelector("[data-forget-drafts]")) forgetDrafts();
