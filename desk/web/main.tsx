import { defineContext } from 'convot/context';
import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { ClockProvider } from './pieces/clock.js';
import { Session } from './session.js';

defineContext();

const place = document.getElementById('desk');
if (place) {
  render(
    <LocationProvider>
      <ClockProvider>
        <Session />
      </ClockProvider>
    </LocationProvider>,
    place,
  );
}
