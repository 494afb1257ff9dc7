// Placing a point: the telephone tells where it is, and arrow keys on the map press the buttons of 10 m (with Shift, 100 m).
const form = document.getElementById('sur-place');
const say = (words) => { form.querySelector('[role=status]').textContent = words; };

if (navigator.geolocation) {
  form.hidden = false;
  const button = form.querySelector('button');
  button.addEventListener('click', () => {
    button.disabled = true;
    say('Recherche de votre position…');
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.lat.value = coords.latitude.toFixed(6);
      form.elements.lon.value = coords.longitude.toFixed(6);
      form.elements.exact.value = Math.ceil(coords.accuracy);
      form.submit();
    }, (error) => {
      button.disabled = false;
      say(error.code === 1
        ? 'Votre téléphone ne partage pas sa position avec cette page. Placez le point sur la carte.'
        : 'Votre position n’a pas été trouvée. Réessayez dehors, ou placez le point sur la carte.');
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 });
  });
}

const STEPS = { ArrowUp: 'n', ArrowDown: 's', ArrowLeft: 'o', ArrowRight: 'e' };
document.querySelector('.spot-map input[type=image]').addEventListener('keydown', (event) => {
  const way = STEPS[event.key];
  if (!way) return;
  event.preventDefault();
  const button = document.querySelector(`.spot-map [value=${way}${event.shiftKey ? 100 : 10}]`);
  button.form.requestSubmit(button);
});
