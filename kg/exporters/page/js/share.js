// A button that copies the address of what is shown.

import { make } from './dom.js';
import { extend } from './extend.js';

extend((app) => {
  app.addTool({
    id: 'share',
    label: 'Share',
    title: 'Copy the address of this view',
    async run() {
      app.keep();
      try {
        await navigator.clipboard.writeText(location.href);
        app.say('The address of this view was copied.');
        app.fill(
          'Share',
          make('p', { class: 'summary' }, 'The address of this view was copied.'),
          addressField(),
        );
      } catch {
        app.fill(
          'Share',
          make('p', { class: 'summary' }, 'Copy the address of this view:'),
          addressField(),
        );
      }
    },
  });
});

function addressField() {
  const field = make('input', {
    type: 'text',
    readonly: true,
    'aria-label': 'Address of this view',
    value: location.href,
    class: 'address',
  });
  field.addEventListener('focus', () => field.select());
  return field;
}
