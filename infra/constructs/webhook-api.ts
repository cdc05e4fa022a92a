import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { accessLogGroupName, resourceName } from '../../src/core/environment/resource.names.ts';
import { WEBHOOK_PATHS } from '../../src/http/webhooks/webhook.names.ts';
import { acknowledge } from './acknowledge.ts';
import type { ServiceContext } from './service-context.ts';
import { LOG_RETENTION } from './service-function.ts';

const API = 'webhooks';
const STAGE = '$default';
const THROTTLE_RPS = 20;
const THROTTLE_BURST = 50;

/** What one request leaves behind: no header, no body, no address, no query. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatencyMs: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  responseLength: '$context.responseLength',
});

interface WebhookApiProps {
  readonly context: ServiceContext;
  readonly target: LambdaFunction;
}

/** An HTTP API with the webhook's two paths, POST only, throttled; everything else is answered by the gateway. */
export class WebhookApi extends Construct {
  readonly api: CfnApi;
  /** Where the helpdesk sends its webhooks. */
  readonly url: string;

  constructor(scope: Construct, id: string, { context, target }: WebhookApiProps) {
    super(scope, id);
    this.api = new CfnApi(this, 'Http', {
      name: resourceName(context.environment, API),
      protocolType: 'HTTP',
      description: 'Takes the webhooks of the helpdesk.',
    });
    const integration = new CfnIntegration(this, 'Integration', {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: target.functionArn,
      payloadFormatVersion: '2.0',
    });
    for (const path of WEBHOOK_PATHS) this.#addRoute(path, integration, target);
    this.#addStage(context);
    // The default stage adds nothing to the path.
    this.url = `${this.api.attrApiEndpoint}${WEBHOOK_PATHS[0]}`;
  }

  #addRoute(path: string, integration: CfnIntegration, target: LambdaFunction): void {
    const route = new CfnRoute(this, `Post${path.replaceAll('/', '-')}`, {
      apiId: this.api.ref,
      routeKey: `POST ${path}`,
      authorizationType: 'NONE',
      target: `integrations/${integration.ref}`,
    });
    acknowledge(
      route,
      'AwsSolutions-APIG4',
      'The helpdesk can send a token and no signature; the function compares it in constant time.',
    );
    new CfnPermission(this, `Invoke${path.replaceAll('/', '-')}`, {
      action: 'lambda:InvokeFunction',
      functionName: target.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.api.ref,
        resourceName: `${STAGE}/POST${path}`,
      }),
    });
  }

  #addStage({ environment }: ServiceContext): void {
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: accessLogGroupName(environment, API),
      retention: LOG_RETENTION[environment],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: STAGE,
      autoDeploy: true,
      defaultRouteSettings: {
        throttlingRateLimit: THROTTLE_RPS,
        throttlingBurstLimit: THROTTLE_BURST,
        detailedMetricsEnabled: true,
      },
      accessLogSettings: { destinationArn: accessLog.logGroupArn, format: ACCESS_LOG_FORMAT },
    });
  }
}
