import { createShopAppHarness } from '../support/vendor-harnesses.ts';
import { describeShopApp } from './shop-app.contract.ts';

describeShopApp('Shopify client against the stub', () => createShopAppHarness());
