import type { Hello, Overflow, Settings } from '../src/protocol.js';
import { element, part, setText } from './elements.js';

/** Milliseconds after the last key: a key that is held sends one change, not one for every step. */
const typingPause = 150;

/**
 * The settings that a page can change. They show what the server has. A change is sent, and shown when the server confirms it; if the server
 * refuses, the control goes back.
 */
export class Controls {
  readonly #form = part('controls', HTMLFieldSetElement);
  readonly #interval = part('callback-interval', HTMLInputElement);
  readonly #overflow = part('overflow', HTMLSelectElement);
  readonly #pause = part('pause', HTMLButtonElement);
  readonly #hint = part('callback-interval-hint', HTMLElement);
  #settings: Settings | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param send false if nothing could be sent */
  constructor(private readonly send: (settings: Partial<Settings>) => boolean) {
    this.#interval.addEventListener('change', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#sendInterval(), typingPause);
    });
    this.#interval.addEventListener('input', () => this.#showValidity());
    this.#interval.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#showInterval();
    });
    this.#overflow.addEventListener('change', () => {
      this.#change(this.#overflow, { overflow: this.#overflow.value as Overflow });
    });
    this.#pause.addEventListener('click', () => {
      // A second click before the answer would take back what the first has asked for.
      if (this.#settings !== undefined && !this.#pause.hasAttribute('aria-busy'))
        this.#change(this.#pause, { paused: !this.#settings.paused });
    });
  }

  /** Without a connection nothing can be changed. */
  setEnabled(enabled: boolean): void {
    this.#form.disabled = !enabled;
    if (!enabled) this.refused();
  }

  setChoices({ callbackInterval, overflow }: Hello['choices']): void {
    this.#interval.min = String(callbackInterval.min);
    this.#interval.max = String(callbackInterval.max);
    this.#overflow.replaceChildren(...overflow.map((name) => element('option', { text: name })));
  }

  /** The server has these settings: after a change by this page or another. */
  show(settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    // What somebody is typing stays, unless the setting itself has changed.
    if (before?.callbackInterval !== settings.callbackInterval || !this.#isTyping()) this.#showInterval();
    this.#overflow.value = settings.overflow;
    setText(this.#pause, settings.paused ? 'Resume' : 'Pause');
    this.#pause.dataset.paused = String(settings.paused);
    this.#settled();
  }

  /** The server has refused a change, or it is not known whether it got it. */
  refused(): void {
    if (this.#settings === undefined) return;
    if (this.#interval.hasAttribute('aria-busy')) this.#showInterval();
    this.#overflow.value = this.#settings.overflow;
    this.#settled();
  }

  #sendInterval(): void {
    this.#timer = undefined;
    if (!this.#showValidity()) return;
    const value = this.#interval.valueAsNumber;
    if (value !== this.#settings?.callbackInterval) this.#change(this.#interval, { callbackInterval: value });
  }

  #change(control: HTMLElement, settings: Partial<Settings>): void {
    control.setAttribute('aria-busy', 'true');
    if (!this.send(settings)) this.refused();
  }

  #settled(): void {
    for (const control of [this.#interval, this.#overflow, this.#pause]) control.removeAttribute('aria-busy');
  }

  #isTyping(): boolean {
    if (this.#timer !== undefined) return true;
    return document.activeElement === this.#interval && !this.#interval.hasAttribute('aria-busy');
  }

  #showInterval(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#settings !== undefined) this.#interval.value = String(this.#settings.callbackInterval);
    this.#showValidity();
  }

  #showValidity(): boolean {
    const { min, max } = this.#interval;
    const valid = this.#interval.value !== '' && this.#interval.checkValidity();
    this.#interval.setAttribute('aria-invalid', String(!valid));
    setText(this.#hint, valid ? '' : `A whole number from ${min} to ${max}`);
    return valid;
  }
}
