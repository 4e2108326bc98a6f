// Runs before every test file (jest.config.mjs): no test passes that leaves a ledger unbalanced.
import { afterEach } from '@jest/globals';
import { checkLedgers } from './ledgers.js';

afterEach(checkLedgers);
