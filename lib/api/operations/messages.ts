import { z } from 'zod';
import { listMessages, sendMessage } from '@/lib/agent-execution/messages';
import * as contracts from '../contracts/messages';
import { planParams } from '../contracts/plans';
import { takeForResponse } from '../deliver-messages';
import { operation } from '../operation';

export const messageOperations = [
  operation({
    id: 'sendMessage',
    method: 'POST',
    path: '/plans/{id}/messages',
    tag: 'messages',
    summary: 'Send a message to the agent of a plan',
    description:
      'The agent gets it once: as messages in the response to its next report, heartbeat or claim, as text of its next MCP tool call, or as context of its next hook event. pause asks it to stop, and continue asks it to resume; they do not change the plan. To pause the plan as well, update its status.',
    scope: 'approve',
    params: planParams,
    body: contracts.sendMessageBody,
    answer: contracts.agentMessage,
    status: 201,
    call: (db, { params, body }) => sendMessage(db, { plan_id: params.id, ...body }),
  }),
  operation({
    id: 'listMessages',
    method: 'GET',
    path: '/plans/{id}/messages',
    tag: 'messages',
    summary: 'List the messages to the agent of a plan, newest first, with the time of their delivery',
    scope: 'read',
    params: planParams,
    query: contracts.messagesQuery,
    answer: z.array(contracts.agentMessage),
    call: (db, { params, query }) => listMessages(db, params.id, query),
  }),
  operation({
    id: 'takeMessages',
    method: 'POST',
    path: '/plans/{id}/messages/take',
    tag: 'messages',
    summary: 'Take the messages to the agent of a plan',
    description:
      'For agents that rarely report: reports, heartbeats and claims return messages as well. Each message is returned once.',
    scope: 'write',
    params: planParams,
    body: contracts.takeMessagesBody,
    answer: z.array(contracts.deliveredMessage),
    call: (db, { params, body }) => takeForResponse(db, { plan_id: params.id, ...body }),
  }),
];
