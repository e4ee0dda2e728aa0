// Making elements.

// An element at the end of `parent`, with attributes by their names.
export function element(tag, attributes, parent, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  parent.append(made);
  return made;
}

export const node = (tag, kind, parent, text, more) =>
  element(tag, { class: `downhill-${kind}`, ...more }, parent, text);

export function button(kind, text, name, parent, act) {
  const made = node("button", kind, parent, text, { type: "button", title: name, "aria-label": name });
  made.addEventListener("click", act);
  return made;
}

// A box in which a number is typed.
export const numberBox = (parent, name) =>
  node("input", "number", parent, "", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": name });

// JupyterLab in command mode takes keys from whatever has the focus: two d's would delete the cell. They end here, but
// for Escape, Tab and keys with Ctrl, Cmd or Alt.
export function keepKeys(root) {
  const keep = (event) => {
    if (event.key !== "Escape" && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  };
  for (const kind of ["keydown", "keypress", "keyup"]) root.addEventListener(kind, keep);
}
