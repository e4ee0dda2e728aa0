// A page of text only.

document.documentElement.classList.add("all-alive");

export const ready = true;
