/** The result types of the database's functions for pages. tests/rpc-results.test.ts compares this map with the contracts. */
import type { AgentKey } from './agent-keys';
import type { ContextRetention } from './context-retention';
import type { DecisionToMake } from './decisions';
import type { Found } from './find';
import type { LogView } from './log-view';
import type { PushSettings } from './notifications';
import type { NeedsYou, Overview } from './overview';
import type { PlanOutcome, PlanTablePage } from './plan-table';
import type { SavedView } from './saved-views';
import type { StoredTaskTable, TaskPage } from './task-views';

export interface DashboardResults {
  agent_create_api_key: { id: string; key: string };
  agent_decision_page: DecisionToMake[];
  agent_delete_everything: number;
  agent_embedding_progress: { entries: number; embedded: number };
  agent_find: Found;
  agent_list_api_keys: AgentKey[];
  agent_list_retention: ContextRetention[];
  agent_list_saved_views: SavedView[];
  agent_log_view: LogView;
  agent_delete_push_subscription: { id: string };
  agent_needs_you: NeedsYou;
  agent_overview: Overview;
  agent_plan_table: PlanTablePage;
  agent_push_settings: PushSettings;
  agent_save_push_subscription: { id: string };
  agent_task_page: TaskPage | null;
  agent_task_table: StoredTaskTable;
  agent_test_push_subscription: { id: number; event_id: string };
  agent_update_plans: PlanOutcome[];
}
