// Making elements.

export function node(tag, kind, parent, text) {
  const made = document.createElement(tag);
  made.className = `downhill-${kind}`;
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

export function button(kind, text, name, parent, act) {
  const made = node("button", kind, parent, text);
  made.type = "button";
  made.title = name;
  made.setAttribute("aria-label", name);
  made.addEventListener("click", act);
  return made;
}

// JupyterLab in command mode takes keys from whatever has the focus: two d's would delete the cell. They end here, but
// for Escape, Tab and keys with Ctrl, Cmd or Alt.
export function keepKeys(root) {
  const keep = (event) => {
    if (event.key !== "Escape" && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  };
  for (const kind of ["keydown", "keypress", "keyup"]) root.addEventListener(kind, keep);
}
