#!/usr/bin/env node
import { keepCompiled } from './compile-cache.mjs';
import { requireNode } from './require-node.mjs';

requireNode();
keepCompiled();
await import('../src/entry/local.ts');
