import { CfnResource, TagManager } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ENVIRONMENT_NAMES } from '../../src/core/environment/names.ts';
import {
  committedRegistry,
  filledRegistry,
  type Resource,
  resourcesOf,
  synthesise,
  templateOf,
} from './assembly.ts';

/** Every type that is synthesised, and the form of its tags; `none` is a type that CloudFormation cannot tag. */
const TAG_FORMS: Readonly<Record<string, 'list' | 'map' | 'none'>> = {
  'AWS::ApiGatewayV2::Api': 'map',
  'AWS::ApiGatewayV2::Integration': 'none',
  'AWS::ApiGatewayV2::Route': 'none',
  'AWS::ApiGatewayV2::Stage': 'map',
  'AWS::CloudWatch::Alarm': 'list',
  'AWS::DynamoDB::Table': 'list',
  'AWS::IAM::ManagedPolicy': 'none',
  'AWS::IAM::Role': 'list',
  'AWS::KMS::Alias': 'none',
  'AWS::KMS::Key': 'list',
  'AWS::Lambda::EventSourceMapping': 'list',
  'AWS::Lambda::Function': 'list',
  'AWS::Lambda::Permission': 'none',
  'AWS::Logs::LogGroup': 'list',
  'AWS::Organizations::Policy': 'list',
  'AWS::SNS::Topic': 'list',
  'AWS::SNS::TopicPolicy': 'none',
  'AWS::SQS::Queue': 'list',
  'AWS::SQS::QueuePolicy': 'none',
  'AWS::SecretsManager::Secret': 'list',
};

const listSchema = z.array(z.object({ Key: z.string(), Value: z.string() }));
const mapSchema = z.record(z.string(), z.string());

function tagsOf({ id, Type, Properties }: Resource): Readonly<Record<string, string>> | null {
  const tags = Properties['Tags'];
  switch (TAG_FORMS[Type]) {
    case 'list':
      return Object.fromEntries(listSchema.parse(tags).map(({ Key, Value }) => [Key, Value]));
    case 'map':
      return mapSchema.parse(tags);
    case 'none':
      return null;
    default:
      throw new Error(`${id}: nobody has said whether ${Type} can be tagged`);
  }
}

describe('R10.1 tags', () => {
  const filled = synthesise(filledRegistry());

  it.each(ENVIRONMENT_NAMES)(
    'are on every taggable resource of %s, cost centre included',
    (environment) => {
      const expected = {
        env: environment,
        service: 'richpanel-middleware',
        owner: 'support-engineering',
        'cost-center': 'cc-7',
      };

      const resources = resourcesOf(templateOf(filled, environment));
      const tagged = resources.flatMap((resource) => {
        const tags = tagsOf(resource);
        return tags === null ? [] : [[resource.id, tags] as const];
      });

      expect(tagged.length).toBeGreaterThan(20);
      expect(tagged).toEqual(tagged.map(([id]) => [id, expected]));
    },
  );

  it('leave the cost centre out where none is configured', () => {
    const dev = templateOf(synthesise(committedRegistry()), 'dev');

    for (const resource of resourcesOf(dev)) {
      const tags = tagsOf(resource);
      if (tags !== null) expect(Object.keys(tags).sort()).toEqual(['env', 'owner', 'service']);
    }
  });

  it('are on every policy of the organisation', () => {
    const { templates } = synthesise(filledRegistry(), { organisation: 'true' });
    const template = templates.get('OrganisationGuardRails');
    const policies = template === undefined ? [] : resourcesOf(template);

    expect(policies).toHaveLength(9);
    for (const policy of policies)
      expect(Object.keys(tagsOf(policy) ?? {}).sort()).toEqual([
        'cost-center',
        'env',
        'owner',
        'service',
      ]);
  });

  it('leave out only what CDK knows no tags of', () => {
    const resources = filled.app.node.findAll().filter(CfnResource.isCfnResource);
    const taggable = new Set(
      resources
        .filter((resource) => TagManager.of(resource) !== undefined)
        .map(({ cfnResourceType }) => cfnResourceType),
    );
    const listed = Object.keys(TAG_FORMS).filter(
      (type) => TAG_FORMS[type] !== 'none' && type !== 'AWS::Organizations::Policy',
    );

    expect([...taggable].sort()).toEqual(listed.sort());
  });
});
