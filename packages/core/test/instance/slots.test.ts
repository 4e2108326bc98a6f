import { describe, expect, it } from '@jest/globals';
import { Slots } from '../../src/instance/slots.js';

describe('Slots', () => {
  it('makes a new slot only when none is free, and takes the slot that was freed last', () => {
    const slots = new Slots(3);
    expect([slots.take(), slots.take()]).toEqual([0, 1]);
    slots.give(0);
    slots.give(1);
    expect([slots.take(), slots.take(), slots.take()]).toEqual([1, 0, 2]);
    expect([slots.available, slots.busy]).toEqual([0, 3]);
  });

  it('starts anew after a reset', () => {
    const slots = new Slots(2);
    slots.take();
    slots.take();
    slots.reset();
    expect([slots.available, slots.busy, slots.take()]).toEqual([2, 0, 0]);
  });
});
