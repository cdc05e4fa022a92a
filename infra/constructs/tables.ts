import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnDeletionPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  STUB_TABLE,
  TABLE_ATTRIBUTES,
  TABLES,
  tableName,
} from '../../src/core/environment/resource.names.ts';
import type { ServiceContext } from './service-context.ts';

type TableThing = (typeof TABLES)[number] | typeof STUB_TABLE;

/** The tables of an environment: on demand, expiring, recoverable to any second of 35 days, kept when the stack goes. */
export class Tables extends Construct {
  readonly #tables = new Map<TableThing, CfnTable>();

  constructor(scope: Construct, id: string, { environment }: ServiceContext) {
    super(scope, id);
    const things: readonly TableThing[] = environment === 'prod' ? TABLES : [...TABLES, STUB_TABLE];
    for (const thing of things) {
      const table = this.#createTable(thing, tableName(environment, thing));
      this.#tables.set(thing, table);
    }
  }

  /** @throws {Error} for a table that this environment does not have */
  arnOf(thing: TableThing): string {
    const table = this.#tables.get(thing);
    if (table === undefined) throw new Error(`there is no table ${thing} here`);
    return table.attrArn;
  }

  #createTable(thing: TableThing, name: string): CfnTable {
    const { partition, sort, expiresAt } = TABLE_ATTRIBUTES;
    const table = new CfnTable(this, thing, {
      tableName: name,
      billingMode: 'PAY_PER_REQUEST',
      attributeDefinitions: [
        { attributeName: partition, attributeType: 'S' },
        { attributeName: sort, attributeType: 'S' },
      ],
      keySchema: [
        { attributeName: partition, keyType: 'HASH' },
        { attributeName: sort, keyType: 'RANGE' },
      ],
      timeToLiveSpecification: { attributeName: expiresAt, enabled: true },
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: 35,
      },
      // False states the key that AWS owns: encrypted always, without a charge for every call.
      sseSpecification: { sseEnabled: false },
      deletionProtectionEnabled: true,
    });
    table.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    table.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    return table;
  }
}
