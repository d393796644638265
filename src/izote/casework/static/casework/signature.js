// A pad to sign on with a finger, a pen or a mouse; what is drawn goes with the form as a small picture.
document.querySelectorAll("[data-signature]").forEach((pad) => {
  const canvas = pad.querySelector("canvas");
  const field = document.getElementById(pad.dataset.signature);
  const ink = canvas.getContext("2d");
  let last = null;
  ink.lineWidth = 4;
  ink.lineCap = ink.lineJoin = "round";
  ink.strokeStyle = ink.fillStyle = "#000";
  pad.hidden = false;

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    ink.beginPath();
    ink.arc(...last, 2, 0, 7);
    ink.fill();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = place(event);
    ink.beginPath();
    ink.moveTo(...last);
    ink.lineTo(...next);
    ink.stroke();
    last = next;
  });
  const lift = () => {
    if (!last) return;
    last = null;
    field.value = canvas.toDataURL("image/png");
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  pad.querySelector("button").addEventListener("click", () => {
    ink.clearRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  });
  // what was signed before a mistake elsewhere in the form is still there
  if (field.value.startsWith("data:image/png")) {
    const before = new Image();
    before.onload = () => ink.drawImage(before, 0, 0, canvas.width, canvas.height);
    before.src = field.value;
  }
});
