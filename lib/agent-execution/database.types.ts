export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[]

export type Database = {
  public: {
    Tables: {
      agent_api_keys: {
        Row: {
          created_at: string
          expires_at: string | null
          id: string
          key_hash: string
          last_used_at: string | null
          name: string
          plan_id: string | null
          prefix: string
          revoked_at: string | null
          scopes: string[]
          task_id: string | null
          user_id: string
        }
        Insert: {
          created_at?: string | undefined
          expires_at?: string | null | undefined
          id?: string | undefined
          key_hash: string
          last_used_at?: string | null | undefined
          name: string
          plan_id?: string | null | undefined
          prefix: string
          revoked_at?: string | null | undefined
          scopes?: string[] | undefined
          task_id?: string | null | undefined
          user_id?: string | undefined
        }
        Update: {
          created_at?: string | undefined
          expires_at?: string | null | undefined
          id?: string | undefined
          key_hash?: string | undefined
          last_used_at?: string | null | undefined
          name?: string | undefined
          plan_id?: string | null | undefined
          prefix?: string | undefined
          revoked_at?: string | null | undefined
          scopes?: string[] | undefined
          task_id?: string | null | undefined
          user_id?: string | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_api_keys_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "agent_api_keys_task_id_fkey"
            columns: ["task_id"]
            isOneToOne: false
            referencedRelation: "deep_work_tasks"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_automation_rules: {
        Row: {
          created_at: string
          enabled: boolean
          id: string
          match_kind: string
          match_value: string | null
          place: number
          template_id: string | null
          updated_at: string
          user_id: string
        }
        Insert: {
          created_at?: string | undefined
          enabled?: boolean | undefined
          id?: string | undefined
          match_kind: string
          match_value?: string | null | undefined
          place?: number | undefined
          template_id?: string | null | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
        }
        Update: {
          created_at?: string | undefined
          enabled?: boolean | undefined
          id?: string | undefined
          match_kind?: string | undefined
          match_value?: string | null | undefined
          place?: number | undefined
          template_id?: string | null | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_automation_rules_template_fkey"
            columns: ["template_id", "user_id"]
            isOneToOne: false
            referencedRelation: "agent_plan_templates"
            referencedColumns: ["id", "user_id"]
          },
        ]
      }
      agent_automation_runs: {
        Row: {
          created_at: string
          error_message: string | null
          id: number
          plan_id: string | null
          rule_id: string
          task_id: string
          user_id: string
        }
        Insert: {
          created_at?: string | undefined
          error_message?: string | null | undefined
          id?: never | undefined
          plan_id?: string | null | undefined
          rule_id: string
          task_id: string
          user_id: string
        }
        Update: {
          created_at?: string | undefined
          error_message?: string | null | undefined
          id?: never | undefined
          plan_id?: string | null | undefined
          rule_id?: string | undefined
          task_id?: string | undefined
          user_id?: string | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_automation_runs_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "agent_automation_runs_rule_id_fkey"
            columns: ["rule_id"]
            isOneToOne: false
            referencedRelation: "agent_automation_rules"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "agent_automation_runs_task_id_fkey"
            columns: ["task_id"]
            isOneToOne: false
            referencedRelation: "deep_work_tasks"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_budgets: {
        Row: {
          agent_key_id: string | null
          created_at: string
          id: string
          limit_tokens: number | null
          limit_usd: number | null
          plan_id: string | null
          reached_at: string | null
          spent_tokens: number
          spent_usd: number
          task_id: string | null
          unknown_calls: number
          updated_at: string
          user_id: string
          warned_at: string | null
        }
        Insert: {
          agent_key_id?: string | null | undefined
          created_at?: string | undefined
          id?: string | undefined
          limit_tokens?: number | null | undefined
          limit_usd?: number | null | undefined
          plan_id?: string | null | undefined
          reached_at?: string | null | undefined
          spent_tokens?: number | undefined
          spent_usd?: number | undefined
          task_id?: string | null | undefined
          unknown_calls?: number | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
          warned_at?: string | null | undefined
        }
        Update: {
          agent_key_id?: string | null | undefined
          created_at?: string | undefined
          id?: string | undefined
          limit_tokens?: number | null | undefined
          limit_usd?: number | null | undefined
          plan_id?: string | null | undefined
          reached_at?: string | null | undefined
          spent_tokens?: number | undefined
          spent_usd?: number | undefined
          task_id?: string | null | undefined
          unknown_calls?: number | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
          warned_at?: string | null | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_budgets_agent_key_id_fkey"
            columns: ["agent_key_id"]
            isOneToOne: false
            referencedRelation: "agent_api_keys"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "agent_budgets_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "agent_budgets_task_id_fkey"
            columns: ["task_id"]
            isOneToOne: false
            referencedRelation: "deep_work_tasks"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_context_memory: {
        Row: {
          context_key: string
          context_type: string
          context_value: string
          created_at: string
          expires_at: string | null
          id: string
          metadata: NonNullable<Json>
          plan_id: string | null
          search: unknown
          search_length: number
          step_number: number | null
          task_id: string | null
          updated_at: string
          user_id: string
          version: number
        }
        Insert: {
          context_key: string
          context_type: string
          context_value: string
          created_at?: string | undefined
          expires_at?: string | null | undefined
          id?: string | undefined
          metadata?: NonNullable<Json> | undefined
          plan_id?: string | null | undefined
          search?: unknown | undefined
          search_length?: number | undefined
          step_number?: number | null | undefined
          task_id?: string | null | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
          version?: number | undefined
        }
        Update: {
          context_key?: string | undefined
          context_type?: string | undefined
          context_value?: string | undefined
          created_at?: string | undefined
          expires_at?: string | null | undefined
          id?: string | undefined
          metadata?: NonNullable<Json> | undefined
          plan_id?: string | null | undefined
          search?: unknown | undefined
          search_length?: number | undefined
          step_number?: number | null | undefined
          task_id?: string | null | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
          version?: number | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_context_memory_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "agent_context_memory_task_id_fkey"
            columns: ["task_id"]
            isOneToOne: false
            referencedRelation: "deep_work_tasks"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_context_retention: {
        Row: {
          context_type: string
          keep_days: number
          user_id: string
        }
        Insert: {
          context_type: string
          keep_days: number
          user_id?: string | undefined
        }
        Update: {
          context_type?: string | undefined
          keep_days?: number | undefined
          user_id?: string | undefined
        }
        Relationships: []
      }
      agent_context_uses: {
        Row: {
          actor: string
          entry_id: string
          first_used_at: string
          last_used_at: string
          plan_id: string | null
          step_number: number | null
          times: number
          user_id: string
          via: string
        }
        Insert: {
          actor: string
          entry_id: string
          first_used_at?: string | undefined
          last_used_at?: string | undefined
          plan_id?: string | null | undefined
          step_number?: number | null | undefined
          times?: number | undefined
          user_id: string
          via: string
        }
        Update: {
          actor?: string | undefined
          entry_id?: string | undefined
          first_used_at?: string | undefined
          last_used_at?: string | undefined
          plan_id?: string | null | undefined
          step_number?: number | null | undefined
          times?: number | undefined
          user_id?: string | undefined
          via?: string | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_context_uses_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_context_vectors: {
        Row: {
          embedding: number[]
          entry_id: string
          model: string
          user_id: string
          version: number
        }
        Insert: {
          embedding: number[]
          entry_id: string
          model: string
          user_id: string
          version: number
        }
        Update: {
          embedding?: number[] | undefined
          entry_id?: string | undefined
          model?: string | undefined
          user_id?: string | undefined
          version?: number | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_context_vectors_entry_id_fkey"
            columns: ["entry_id"]
            isOneToOne: true
            referencedRelation: "agent_context_memory"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_decisions: {
        Row: {
          answer: NonNullable<Json>
          asked_at: string
          asked_by: string
          closed_at: string | null
          deadline_at: string | null
          decided_by: string | null
          decision_key: string
          delivered_at: string | null
          hash: string
          held_until: string | null
          id: string
          kind: string
          message_id: string | null
          options: NonNullable<Json>
          outcome: string | null
          plan_id: string
          question: string
          request: NonNullable<Json>
          status: string
          step_number: number | null
          user_id: string
        }
        Insert: {
          answer?: NonNullable<Json> | undefined
          asked_at?: string | undefined
          asked_by: string
          closed_at?: string | null | undefined
          deadline_at?: string | null | undefined
          decided_by?: string | null | undefined
          decision_key: string
          delivered_at?: string | null | undefined
          hash: string
          held_until?: string | null | undefined
          id?: string | undefined
          kind: string
          message_id?: string | null | undefined
          options?: NonNullable<Json> | undefined
          outcome?: string | null | undefined
          plan_id: string
          question: string
          request?: NonNullable<Json> | undefined
          status?: string | undefined
          step_number?: number | null | undefined
          user_id?: string | undefined
        }
        Update: {
          answer?: NonNullable<Json> | undefined
          asked_at?: string | undefined
          asked_by?: string | undefined
          closed_at?: string | null | undefined
          deadline_at?: string | null | undefined
          decided_by?: string | null | undefined
          decision_key?: string | undefined
          delivered_at?: string | null | undefined
          hash?: string | undefined
          held_until?: string | null | undefined
          id?: string | undefined
          kind?: string | undefined
          message_id?: string | null | undefined
          options?: NonNullable<Json> | undefined
          outcome?: string | null | undefined
          plan_id?: string | undefined
          question?: string | undefined
          request?: NonNullable<Json> | undefined
          status?: string | undefined
          step_number?: number | null | undefined
          user_id?: string | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_decisions_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_execution_logs: {
        Row: {
          action_type: string
          actor: string
          actor_type: string
          after_state: Json | null
          agent_confidence: number | null
          before_state: Json | null
          created_at: string
          description: string
          entity_id: string | null
          error_message: string | null
          hash: string
          id: string
          metadata: NonNullable<Json>
          plan_id: string | null
          prev_hash: string | null
          seq: number
          step_number: number | null
          task_id: string | null
          user_id: string
        }
        Insert: {
          action_type: string
          actor: string
          actor_type: string
          after_state?: Json | null | undefined
          agent_confidence?: number | null | undefined
          before_state?: Json | null | undefined
          created_at: string
          description?: string | undefined
          entity_id?: string | null | undefined
          error_message?: string | null | undefined
          hash: string
          id?: string | undefined
          metadata?: NonNullable<Json> | undefined
          plan_id?: string | null | undefined
          prev_hash?: string | null | undefined
          seq?: number | undefined
          step_number?: number | null | undefined
          task_id?: string | null | undefined
          user_id?: string | undefined
        }
        Update: {
          action_type?: string | undefined
          actor?: string | undefined
          actor_type?: string | undefined
          after_state?: Json | null | undefined
          agent_confidence?: number | null | undefined
          before_state?: Json | null | undefined
          created_at?: string | undefined
          description?: string | undefined
          entity_id?: string | null | undefined
          error_message?: string | null | undefined
          hash?: string | undefined
          id?: string | undefined
          metadata?: NonNullable<Json> | undefined
          plan_id?: string | null | undefined
          prev_hash?: string | null | undefined
          seq?: number | undefined
          step_number?: number | null | undefined
          task_id?: string | null | undefined
          user_id?: string | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_execution_logs_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "agent_execution_logs_task_id_fkey"
            columns: ["task_id"]
            isOneToOne: false
            referencedRelation: "deep_work_tasks"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_execution_plans: {
        Row: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
          is_chain: boolean
          last_hash: string | null
          last_seq: number | null
          metadata: NonNullable<Json>
          next_claim_at: string | null
          parent_plan_id: string | null
          parent_step_number: number | null
          plan_json: NonNullable<Json>
          plan_type: string
          started_at: string | null
          status: string
          task_id: string
          total_steps: number
          updated_at: string
          user_id: string
          version: number
        }
        Insert: {
          agent_reasoning?: string | null | undefined
          completed_at?: string | null | undefined
          completed_steps?: number | undefined
          created_at?: string | undefined
          created_by: string
          current_step?: number | undefined
          estimated_duration?: number | null | undefined
          id?: string | undefined
          is_chain?: boolean | undefined
          last_hash?: string | null | undefined
          last_seq?: number | null | undefined
          metadata?: NonNullable<Json> | undefined
          next_claim_at?: string | null | undefined
          parent_plan_id?: string | null | undefined
          parent_step_number?: number | null | undefined
          plan_json: NonNullable<Json>
          plan_type: string
          started_at?: string | null | undefined
          status?: string | undefined
          task_id: string
          total_steps: number
          updated_at?: string | undefined
          user_id?: string | undefined
          version?: number | undefined
        }
        Update: {
          agent_reasoning?: string | null | undefined
          completed_at?: string | null | undefined
          completed_steps?: number | undefined
          created_at?: string | undefined
          created_by?: string | undefined
          current_step?: number | undefined
          estimated_duration?: number | null | undefined
          id?: string | undefined
          is_chain?: boolean | undefined
          last_hash?: string | null | undefined
          last_seq?: number | null | undefined
          metadata?: NonNullable<Json> | undefined
          next_claim_at?: string | null | undefined
          parent_plan_id?: string | null | undefined
          parent_step_number?: number | null | undefined
          plan_json?: NonNullable<Json> | undefined
          plan_type?: string | undefined
          started_at?: string | null | undefined
          status?: string | undefined
          task_id?: string | undefined
          total_steps?: number | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
          version?: number | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_execution_plans_parent_plan_id_fkey"
            columns: ["parent_plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "agent_execution_plans_task_id_fkey"
            columns: ["task_id"]
            isOneToOne: false
            referencedRelation: "deep_work_tasks"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_execution_steps: {
        Row: {
          action: string
          agent_confidence: number | null
          approved_at: string | null
          approved_hash: string | null
          approved_seq: number | null
          attempt: number
          claim_key: string | null
          completed_at: string | null
          depends_on: number[]
          description: string
          error_message: string | null
          estimated_duration: number | null
          graph_hash: string | null
          heartbeat_at: string | null
          is_ready: boolean
          lease_expires_at: string | null
          lease_owner: string | null
          lease_token: number
          max_attempts: number
          max_starts: number
          not_before: string | null
          plan_id: string
          requires_approval: boolean
          result: Json | null
          retry_delay_seconds: number
          started_at: string | null
          status: string
          step_number: number
          subtask_id: string | null
          timeout_seconds: number | null
          times_out_at: string | null
          updated_at: string
          user_id: string
        }
        Insert: {
          action: string
          agent_confidence?: number | null | undefined
          approved_at?: string | null | undefined
          approved_hash?: string | null | undefined
          approved_seq?: number | null | undefined
          attempt?: number | undefined
          claim_key?: string | null | undefined
          completed_at?: string | null | undefined
          depends_on?: number[] | undefined
          description: string
          error_message?: string | null | undefined
          estimated_duration?: number | null | undefined
          graph_hash?: string | null | undefined
          heartbeat_at?: string | null | undefined
          is_ready?: boolean | undefined
          lease_expires_at?: string | null | undefined
          lease_owner?: string | null | undefined
          lease_token?: number | undefined
          max_attempts?: number | undefined
          max_starts?: number | undefined
          not_before?: string | null | undefined
          plan_id: string
          requires_approval?: boolean | undefined
          result?: Json | null | undefined
          retry_delay_seconds?: number | undefined
          started_at?: string | null | undefined
          status?: string | undefined
          step_number: number
          subtask_id?: string | null | undefined
          timeout_seconds?: number | null | undefined
          times_out_at?: string | null | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
        }
        Update: {
          action?: string | undefined
          agent_confidence?: number | null | undefined
          approved_at?: string | null | undefined
          approved_hash?: string | null | undefined
          approved_seq?: number | null | undefined
          attempt?: number | undefined
          claim_key?: string | null | undefined
          completed_at?: string | null | undefined
          depends_on?: number[] | undefined
          description?: string | undefined
          error_message?: string | null | undefined
          estimated_duration?: number | null | undefined
          graph_hash?: string | null | undefined
          heartbeat_at?: string | null | undefined
          is_ready?: boolean | undefined
          lease_expires_at?: string | null | undefined
          lease_owner?: string | null | undefined
          lease_token?: number | undefined
          max_attempts?: number | undefined
          max_starts?: number | undefined
          not_before?: string | null | undefined
          plan_id?: string | undefined
          requires_approval?: boolean | undefined
          result?: Json | null | undefined
          retry_delay_seconds?: number | undefined
          started_at?: string | null | undefined
          status?: string | undefined
          step_number?: number | undefined
          subtask_id?: string | null | undefined
          timeout_seconds?: number | null | undefined
          times_out_at?: string | null | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_execution_steps_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_messages: {
        Row: {
          body: string
          channel: string | null
          created_at: string
          delivered_at: string | null
          delivered_to: string | null
          id: string
          kind: string
          plan_id: string
          sent_by: string
          user_id: string
          withdrawn_at: string | null
        }
        Insert: {
          body: string
          channel?: string | null | undefined
          created_at?: string | undefined
          delivered_at?: string | null | undefined
          delivered_to?: string | null | undefined
          id?: string | undefined
          kind: string
          plan_id: string
          sent_by: string
          user_id?: string | undefined
          withdrawn_at?: string | null | undefined
        }
        Update: {
          body?: string | undefined
          channel?: string | null | undefined
          created_at?: string | undefined
          delivered_at?: string | null | undefined
          delivered_to?: string | null | undefined
          id?: string | undefined
          kind?: string | undefined
          plan_id?: string | undefined
          sent_by?: string | undefined
          user_id?: string | undefined
          withdrawn_at?: string | null | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_messages_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_plan_template_versions: {
        Row: {
          created_at: string
          created_by: string
          name: string
          plan_type: string
          reasoning: string | null
          steps: NonNullable<Json>
          template_id: string
          user_id: string
          version: number
        }
        Insert: {
          created_at: string
          created_by: string
          name: string
          plan_type: string
          reasoning?: string | null | undefined
          steps: NonNullable<Json>
          template_id: string
          user_id: string
          version: number
        }
        Update: {
          created_at?: string | undefined
          created_by?: string | undefined
          name?: string | undefined
          plan_type?: string | undefined
          reasoning?: string | null | undefined
          steps?: NonNullable<Json> | undefined
          template_id?: string | undefined
          user_id?: string | undefined
          version?: number | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_plan_template_versions_template_id_fkey"
            columns: ["template_id"]
            isOneToOne: false
            referencedRelation: "agent_plan_templates"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_plan_templates: {
        Row: {
          changed_by: string
          created_at: string
          id: string
          name: string
          plan_type: string
          reasoning: string | null
          steps: NonNullable<Json>
          updated_at: string
          user_id: string
          version: number
        }
        Insert: {
          changed_by?: string | undefined
          created_at?: string | undefined
          id?: string | undefined
          name: string
          plan_type: string
          reasoning?: string | null | undefined
          steps: NonNullable<Json>
          updated_at?: string | undefined
          user_id?: string | undefined
          version?: number | undefined
        }
        Update: {
          changed_by?: string | undefined
          created_at?: string | undefined
          id?: string | undefined
          name?: string | undefined
          plan_type?: string | undefined
          reasoning?: string | null | undefined
          steps?: NonNullable<Json> | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
          version?: number | undefined
        }
        Relationships: []
      }
      agent_plan_versions: {
        Row: {
          created_at: string
          created_by: string
          plan_id: string
          reason: string | null
          reverts_to: number | null
          seq: number
          steps: NonNullable<Json>
          user_id: string
          version: number
        }
        Insert: {
          created_at: string
          created_by: string
          plan_id: string
          reason?: string | null | undefined
          reverts_to?: number | null | undefined
          seq: number
          steps: NonNullable<Json>
          user_id: string
          version: number
        }
        Update: {
          created_at?: string | undefined
          created_by?: string | undefined
          plan_id?: string | undefined
          reason?: string | null | undefined
          reverts_to?: number | null | undefined
          seq?: number | undefined
          steps?: NonNullable<Json> | undefined
          user_id?: string | undefined
          version?: number | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_plan_versions_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
        ]
      }
      agent_saved_views: {
        Row: {
          created_at: string
          id: string
          name: string
          query: string
          updated_at: string
          user_id: string
        }
        Insert: {
          created_at?: string | undefined
          id?: string | undefined
          name: string
          query: string
          updated_at?: string | undefined
          user_id?: string | undefined
        }
        Update: {
          created_at?: string | undefined
          id?: string | undefined
          name?: string | undefined
          query?: string | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
        }
        Relationships: []
      }
      agent_usage: {
        Row: {
          agent: string | null
          agent_key_id: string
          cached_tokens: number
          cost_usd: number | null
          created_at: string
          id: string
          input_tokens: number
          is_estimated: boolean
          model: string
          occurred_at: string | null
          output_tokens: number
          plan_id: string
          reasoning_tokens: number
          step_number: number | null
          usage_key: string
          user_id: string
        }
        Insert: {
          agent?: string | null | undefined
          agent_key_id?: string | undefined
          cached_tokens?: number | undefined
          cost_usd?: number | null | undefined
          created_at?: string | undefined
          id?: string | undefined
          input_tokens?: number | undefined
          is_estimated?: boolean | undefined
          model: string
          occurred_at?: string | null | undefined
          output_tokens?: number | undefined
          plan_id: string
          reasoning_tokens?: number | undefined
          step_number?: number | null | undefined
          usage_key: string
          user_id?: string | undefined
        }
        Update: {
          agent?: string | null | undefined
          agent_key_id?: string | undefined
          cached_tokens?: number | undefined
          cost_usd?: number | null | undefined
          created_at?: string | undefined
          id?: string | undefined
          input_tokens?: number | undefined
          is_estimated?: boolean | undefined
          model?: string | undefined
          occurred_at?: string | null | undefined
          output_tokens?: number | undefined
          plan_id?: string | undefined
          reasoning_tokens?: number | undefined
          step_number?: number | null | undefined
          usage_key?: string | undefined
          user_id?: string | undefined
        }
        Relationships: [
          {
            foreignKeyName: "agent_usage_plan_id_fkey"
            columns: ["plan_id"]
            isOneToOne: false
            referencedRelation: "agent_execution_plans"
            referencedColumns: ["id"]
          },
        ]
      }
      deep_work_subtasks: {
        Row: {
          completed: boolean
          created_at: string
          estimated_time: number | null
          id: string
          priority: string
          task_id: string
          title: string
          updated_at: string
        }
        Insert: {
          completed?: boolean | undefined
          created_at?: string | undefined
          estimated_time?: number | null | undefined
          id?: string | undefined
          priority?: string | undefined
          task_id: string
          title: string
          updated_at?: string | undefined
        }
        Update: {
          completed?: boolean | undefined
          created_at?: string | undefined
          estimated_time?: number | null | undefined
          id?: string | undefined
          priority?: string | undefined
          task_id?: string | undefined
          title?: string | undefined
          updated_at?: string | undefined
        }
        Relationships: [
          {
            foreignKeyName: "deep_work_subtasks_task_id_fkey"
            columns: ["task_id"]
            isOneToOne: false
            referencedRelation: "deep_work_tasks"
            referencedColumns: ["id"]
          },
        ]
      }
      deep_work_tasks: {
        Row: {
          category: string | null
          completed: boolean
          created_at: string
          description: string | null
          due_date: string | null
          id: string
          priority: string
          title: string
          updated_at: string
          user_id: string
        }
        Insert: {
          category?: string | null | undefined
          completed?: boolean | undefined
          created_at?: string | undefined
          description?: string | null | undefined
          due_date?: string | null | undefined
          id?: string | undefined
          priority?: string | undefined
          title: string
          updated_at?: string | undefined
          user_id?: string | undefined
        }
        Update: {
          category?: string | null | undefined
          completed?: boolean | undefined
          created_at?: string | undefined
          description?: string | null | undefined
          due_date?: string | null | undefined
          id?: string | undefined
          priority?: string | undefined
          title?: string | undefined
          updated_at?: string | undefined
          user_id?: string | undefined
        }
        Relationships: []
      }
    }
    Views: {
      [_ in never]: never
    }
    Functions: {
      agent_add_log: {
        Args: {
          action_type: string
          after_state?: Json | undefined
          agent_confidence?: number | undefined
          before_state?: Json | undefined
          description?: string | undefined
          entity_id?: string | undefined
          error_message?: string | undefined
          lease_token?: number | undefined
          metadata?: Json | undefined
          plan_id?: string | undefined
          step_number?: number | undefined
          task_id?: string | undefined
        }
        Returns: {
          action_type: string
          actor: string
          actor_type: string
          after_state: Json | null
          agent_confidence: number | null
          before_state: Json | null
          created_at: string
          description: string
          entity_id: string | null
          error_message: string | null
          hash: string
          id: string
          metadata: NonNullable<Json>
          plan_id: string | null
          prev_hash: string | null
          seq: number
          step_number: number | null
          task_id: string | null
          user_id: string
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_logs"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_add_logs: { Args: { logs: Json }; Returns: Json }
      agent_add_step: {
        Args: { plan_id: string; step: Json }
        Returns: {
          action: string
          agent_confidence: number | null
          approved_at: string | null
          approved_hash: string | null
          approved_seq: number | null
          attempt: number
          claim_key: string | null
          completed_at: string | null
          depends_on: number[]
          description: string
          error_message: string | null
          estimated_duration: number | null
          graph_hash: string | null
          heartbeat_at: string | null
          is_ready: boolean
          lease_expires_at: string | null
          lease_owner: string | null
          lease_token: number
          max_attempts: number
          max_starts: number
          not_before: string | null
          plan_id: string
          requires_approval: boolean
          result: Json | null
          retry_delay_seconds: number
          started_at: string | null
          status: string
          step_number: number
          subtask_id: string | null
          timeout_seconds: number | null
          times_out_at: string | null
          updated_at: string
          user_id: string
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_steps"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_adherence: {
        Args: {
          created_by?: string[] | undefined
          end_date?: string | undefined
          model?: string[] | undefined
          plan_type?: string[] | undefined
          start_date?: string | undefined
        }
        Returns: Json
      }
      agent_ask: {
        Args: {
          agent_name?: string | undefined
          deadline_seconds?: number | undefined
          decision_key?: string | undefined
          kind?: string | undefined
          options?: Json | undefined
          plan_id: string
          question: string
          request?: Json | undefined
          step_number?: number | undefined
        }
        Returns: {
          answer: NonNullable<Json>
          asked_at: string
          asked_by: string
          closed_at: string | null
          deadline_at: string | null
          decided_by: string | null
          decision_key: string
          delivered_at: string | null
          hash: string
          held_until: string | null
          id: string
          kind: string
          message_id: string | null
          options: NonNullable<Json>
          outcome: string | null
          plan_id: string
          question: string
          request: NonNullable<Json>
          status: string
          step_number: number | null
          user_id: string
        }
        SetofOptions: {
          from: "*"
          to: "agent_decisions"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_attempts: {
        Args: {
          action?: string | undefined
          actor?: string | undefined
          created_by?: string[] | undefined
          end_date: string
          max_rows?: number | undefined
          model?: string[] | undefined
          outcome?: string | undefined
          plan_type?: string[] | undefined
          reason?: string | undefined
          start_date: string
        }
        Returns: Json
      }
      agent_await_captured_decision: {
        Args: {
          decision_key: string
          is_lost?: boolean | undefined
          session_id: string
          wait_seconds?: number | undefined
        }
        Returns: Json
      }
      agent_await_decision: {
        Args: { decision_id: string; is_lost?: boolean | undefined; wait_seconds?: number  | undefined}
        Returns: {
          answer: NonNullable<Json>
          asked_at: string
          asked_by: string
          closed_at: string | null
          deadline_at: string | null
          decided_by: string | null
          decision_key: string
          delivered_at: string | null
          hash: string
          held_until: string | null
          id: string
          kind: string
          message_id: string | null
          options: NonNullable<Json>
          outcome: string | null
          plan_id: string
          question: string
          request: NonNullable<Json>
          status: string
          step_number: number | null
          user_id: string
        }
        SetofOptions: {
          from: "*"
          to: "agent_decisions"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_begin_plan: {
        Args: {
          agent_name?: string | undefined
          claim_key?: string | undefined
          lease_seconds?: number | undefined
          metadata?: Json | undefined
          plan_type: string
          reasoning?: string | undefined
          steps: Json
          task_id: string
        }
        Returns: Json
      }
      agent_block_step: {
        Args: {
          agent_confidence?: number | undefined
          agent_name?: string | undefined
          error_message: string
          lease_token?: number | undefined
          plan_id: string
          step_number: number
        }
        Returns: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
          is_chain: boolean
          last_hash: string | null
          last_seq: number | null
          metadata: NonNullable<Json>
          next_claim_at: string | null
          parent_plan_id: string | null
          parent_step_number: number | null
          plan_json: NonNullable<Json>
          plan_type: string
          started_at: string | null
          status: string
          task_id: string
          total_steps: number
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_plans"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_call: {
        Args: {
          arguments: Json
          call: string
          fingerprint?: string | undefined
          idempotency_key?: string | undefined
          if_seq?: number | undefined
          plan_id?: string | undefined
        }
        Returns: Json
      }
      agent_capture_by_key: {
        Args: {
          client: string
          events: Json
          key: string
          per_minute?: number | undefined
          rules_version: number
        }
        Returns: Json
      }
      agent_capture_events: {
        Args: {
          client: string
          events: Json
          rules_version?: number | undefined
          user_id?: string | undefined
        }
        Returns: Json
      }
      agent_claim_step: {
        Args: {
          agent_name?: string | undefined
          claim_key?: string | undefined
          lease_seconds?: number | undefined
          plan_id?: string | undefined
          plan_type?: string | undefined
          task_id?: string | undefined
        }
        Returns: Json
      }
      agent_clock: { Args: Record<PropertyKey, never>; Returns: string }
      agent_compare_plan_versions: {
        Args: { from_version: number; plan_id: string; to_version?: number  | undefined}
        Returns: Json
      }
      agent_compare_plans: {
        Args: {
          left_plan: string
          left_version?: number | undefined
          right_plan: string
          right_version?: number | undefined
        }
        Returns: Json
      }
      agent_context_pack: {
        Args: {
          plan_id?: string | undefined
          query?: string | undefined
          query_vector?: number[] | undefined
          task_id?: string | undefined
          vector_model?: string | undefined
        }
        Returns: Json
      }
      agent_count_context_uses: {
        Args: { entry_ids: string[]; plan_id?: string | undefined; via: string }
        Returns: number
      }
      agent_create_api_key: {
        Args: {
          expires_at?: string | undefined
          name: string
          plan_id?: string | undefined
          scopes?: string[] | undefined
          task_id?: string | undefined
        }
        Returns: Json
      }
      agent_create_plan: {
        Args: {
          metadata?: Json | undefined
          parent_plan_id?: string | undefined
          parent_step_number?: number | undefined
          plan_type: string
          reasoning?: string | undefined
          steps: Json
          task_id: string
        }
        Returns: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
          is_chain: boolean
          last_hash: string | null
          last_seq: number | null
          metadata: NonNullable<Json>
          next_claim_at: string | null
          parent_plan_id: string | null
          parent_step_number: number | null
          plan_json: NonNullable<Json>
          plan_type: string
          started_at: string | null
          status: string
          task_id: string
          total_steps: number
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_plans"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_create_plan_from_template: {
        Args: { task_id: string; template_id: string }
        Returns: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
          is_chain: boolean
          last_hash: string | null
          last_seq: number | null
          metadata: NonNullable<Json>
          next_claim_at: string | null
          parent_plan_id: string | null
          parent_step_number: number | null
          plan_json: NonNullable<Json>
          plan_type: string
          started_at: string | null
          status: string
          task_id: string
          total_steps: number
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_plans"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_create_plan_once: {
        Args: {
          parent_plan_id?: string | undefined
          parent_step_number?: number | undefined
          plan_type: string
          reasoning?: string | undefined
          steps: Json
          task_id?: string | undefined
          title?: string | undefined
        }
        Returns: Json
      }
      agent_create_planned_task: {
        Args: {
          metadata?: Json | undefined
          plan_type: string
          reasoning?: string | undefined
          steps: Json
          title: string
        }
        Returns: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
          is_chain: boolean
          last_hash: string | null
          last_seq: number | null
          metadata: NonNullable<Json>
          next_claim_at: string | null
          parent_plan_id: string | null
          parent_step_number: number | null
          plan_json: NonNullable<Json>
          plan_type: string
          started_at: string | null
          status: string
          task_id: string
          total_steps: number
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_plans"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_create_subtasks: {
        Args: { plan_id: string; priority?: string  | undefined}
        Returns: Json
      }
      agent_create_task: { Args: { task: Json }; Returns: Json }
      agent_decide: {
        Args: {
          answers?: Json | undefined
          decision_id: string
          hash?: string | undefined
          input?: Json | undefined
          message?: string | undefined
          outcome: string
        }
        Returns: Json
      }
      agent_decision_page: {
        Args: { max_rows?: number | undefined; plan_id?: string  | undefined}
        Returns: Json
      }
      agent_delete_automation_rule: { Args: { rule_id: string }; Returns: Json }
      agent_delete_budget: { Args: { budget_id: string }; Returns: Json }
      agent_delete_context: {
        Args: { entry_id: string; if_version?: number  | undefined}
        Returns: Json
      }
      agent_delete_everything: {
        Args: Record<PropertyKey, never>
        Returns: number
      }
      agent_delete_plan: { Args: { plan_id: string }; Returns: Json }
      agent_delete_push_subscription: {
        Args: { subscription_id: string; user_id?: string  | undefined}
        Returns: Json
      }
      agent_delete_subtask: {
        Args: { subtask_id: string; task_id: string }
        Returns: Json
      }
      agent_delete_task: { Args: { task_id: string }; Returns: Json }
      agent_delete_template: { Args: { template_id: string }; Returns: Json }
      agent_delete_webhook: {
        Args: { user_id?: string | undefined; webhook_id: string }
        Returns: Json
      }
      agent_edit_step: {
        Args: { changes: Json; plan_id: string; step_number: number }
        Returns: {
          action: string
          agent_confidence: number | null
          approved_at: string | null
          approved_hash: string | null
          approved_seq: number | null
          attempt: number
          claim_key: string | null
          completed_at: string | null
          depends_on: number[]
          description: string
          error_message: string | null
          estimated_duration: number | null
          graph_hash: string | null
          heartbeat_at: string | null
          is_ready: boolean
          lease_expires_at: string | null
          lease_owner: string | null
          lease_token: number
          max_attempts: number
          max_starts: number
          not_before: string | null
          plan_id: string
          requires_approval: boolean
          result: Json | null
          retry_delay_seconds: number
          started_at: string | null
          status: string
          step_number: number
          subtask_id: string | null
          timeout_seconds: number | null
          times_out_at: string | null
          updated_at: string
          user_id: string
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_steps"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_embedding_progress: { Args: { model: string }; Returns: Json }
      agent_ended_steps: {
        Args: {
          action?: string | undefined
          created_by?: string[] | undefined
          end_date: string
          estimate?: string | undefined
          max_rows?: number | undefined
          model?: string[] | undefined
          plan_type?: string[] | undefined
          start_date: string
          status?: string | undefined
        }
        Returns: Json
      }
      agent_export_log: {
        Args: {
          after_seq?: number | undefined
          max_rows?: number | undefined
          plan_id: string
          up_to_seq?: number | undefined
        }
        Returns: Json
      }
      agent_export_plan: { Args: { plan_id: string }; Returns: Json }
      agent_export_task: { Args: { task_id: string }; Returns: Json }
      agent_feed_position: { Args: Record<PropertyKey, never>; Returns: Json }
      agent_find: { Args: { max_rows?: number | undefined; query: string }; Returns: Json }
      agent_forecast: { Args: { plan_id: string }; Returns: Json }
      agent_get_context: {
        Args: { before_seq?: number | undefined; entry_id: string; max_versions?: number  | undefined}
        Returns: Json
      }
      agent_get_decision: { Args: { decision_id: string }; Returns: Json }
      agent_get_plan: {
        Args: {
          include_context?: boolean | undefined
          include_logs?: boolean | undefined
          plan_id: string
        }
        Returns: Json
      }
      agent_give_memory: {
        Args: {
          client: string
          entry_ids: string[]
          session: string
          user_id?: string | undefined
        }
        Returns: number
      }
      agent_heartbeat: {
        Args: {
          lease_seconds?: number | undefined
          lease_token: number
          plan_id: string
          step_number: number
        }
        Returns: Json
      }
      agent_identify_key: {
        Args: { key: string; per_minute?: number  | undefined}
        Returns: Json
      }
      agent_import: {
        Args: { accept_unverified?: boolean | undefined; document: Json; user_id?: string  | undefined}
        Returns: Json
      }
      agent_import_everything: {
        Args: {
          accept_unverified?: boolean | undefined
          expected_rows: number
          import_id: string
          user_id?: string | undefined
        }
        Returns: Json
      }
      agent_ingest_logs: {
        Args: { logs: Json; on_error?: string  | undefined}
        Returns: Json
      }
      agent_learnt: {
        Args: { max_rows?: number | undefined; since: string }
        Returns: Json
      }
      agent_leases: { Args: { plan_id?: string  | undefined}; Returns: Json }
      agent_list_api_keys: { Args: Record<PropertyKey, never>; Returns: Json }
      agent_list_automation_rules: {
        Args: Record<PropertyKey, never>
        Returns: Json
      }
      agent_list_budgets: { Args: { plan_id?: string  | undefined}; Returns: Json }
      agent_list_capture_problems: {
        Args: { max_rows?: number  | undefined}
        Returns: Json
      }
      agent_list_decision_rules: {
        Args: Record<PropertyKey, never>
        Returns: Json
      }
      agent_list_decisions: {
        Args: { max_rows?: number | undefined; plan_id?: string | undefined; status?: string  | undefined}
        Returns: Json
      }
      agent_list_drop_rules: { Args: Record<PropertyKey, never>; Returns: Json }
      agent_list_memory_projects: {
        Args: Record<PropertyKey, never>
        Returns: Json
      }
      agent_list_messages: {
        Args: { max_rows?: number | undefined; plan_id: string }
        Returns: Json
      }
      agent_list_plan_shares: {
        Args: { plan_id?: string | undefined; user_id?: string  | undefined}
        Returns: Json
      }
      agent_list_plan_versions: { Args: { plan_id: string }; Returns: Json }
      agent_list_retention: { Args: Record<PropertyKey, never>; Returns: Json }
      agent_list_saved_views: {
        Args: Record<PropertyKey, never>
        Returns: Json
      }
      agent_list_webhook_deliveries: {
        Args: { max_rows?: number | undefined; user_id?: string | undefined; webhook_id: string }
        Returns: Json
      }
      agent_list_webhooks: { Args: { user_id?: string  | undefined}; Returns: Json }
      agent_log_capture_problem: {
        Args: {
          client: string
          event?: string | undefined
          message: string
          session?: string | undefined
          user_id?: string | undefined
        }
        Returns: number
      }
      agent_log_view: {
        Args: {
          action_type?: string[] | undefined
          actor_type?: string | undefined
          after_seq?: number | undefined
          before_seq?: number | undefined
          confidence_below?: number | undefined
          end_date?: string | undefined
          errors_only?: boolean | undefined
          max_rows?: number | undefined
          plan_id?: string | undefined
          search?: string | undefined
          start_date?: string | undefined
          step_number?: number | undefined
          with_summary?: boolean | undefined
        }
        Returns: Json
      }
      agent_move_step: {
        Args: {
          action_type: string
          agent_confidence?: number | undefined
          agent_name?: string | undefined
          description?: string | undefined
          error_message?: string | undefined
          lease_seconds?: number | undefined
          lease_token?: number | undefined
          metadata?: Json | undefined
          plan_id: string
          result?: Json | undefined
          step_number: number
        }
        Returns: {
          action: string
          agent_confidence: number | null
          approved_at: string | null
          approved_hash: string | null
          approved_seq: number | null
          attempt: number
          claim_key: string | null
          completed_at: string | null
          depends_on: number[]
          description: string
          error_message: string | null
          estimated_duration: number | null
          graph_hash: string | null
          heartbeat_at: string | null
          is_ready: boolean
          lease_expires_at: string | null
          lease_owner: string | null
          lease_token: number
          max_attempts: number
          max_starts: number
          not_before: string | null
          plan_id: string
          requires_approval: boolean
          result: Json | null
          retry_delay_seconds: number
          started_at: string | null
          status: string
          step_number: number
          subtask_id: string | null
          timeout_seconds: number | null
          times_out_at: string | null
          updated_at: string
          user_id: string
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_steps"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_needs_you: { Args: Record<PropertyKey, never>; Returns: Json }
      agent_next_plan: { Args: Record<PropertyKey, never>; Returns: string }
      agent_open_past_run: {
        Args: { client: string; session: string; user_id?: string  | undefined}
        Returns: Json
      }
      agent_open_plan_share: { Args: { token: string }; Returns: Json }
      agent_order_automation_rules: {
        Args: { rule_ids: string[] }
        Returns: Json
      }
      agent_overview: {
        Args: { time_zone?: string | undefined; weeks?: number  | undefined}
        Returns: Json
      }
      agent_past_calls: { Args: { max_rows?: number  | undefined}; Returns: Json }
      agent_plan_adherence: { Args: { plan_id: string }; Returns: Json }
      agent_plan_analytics: {
        Args: {
          created_by?: string[] | undefined
          end_date: string
          grouping: string
          model?: string[] | undefined
          plan_type?: string[] | undefined
          start_date: string
          time_zone: string
        }
        Returns: Json
      }
      agent_plan_at: { Args: { plan_id: string; seq: number }; Returns: Json }
      agent_plan_evidence: { Args: { plan_id: string }; Returns: Json }
      agent_plan_failures: {
        Args: { error_message?: string | undefined; plan_id: string }
        Returns: Json
      }
      agent_plan_hold: { Args: { plan_id: string }; Returns: string }
      agent_plan_moments: { Args: { plan_id: string }; Returns: Json }
      agent_plan_status: {
        Args: { declared?: string | undefined; step_statuses: string[] }
        Returns: string
      }
      agent_plan_table: {
        Args: {
          after_id?: string | undefined
          after_value?: string | undefined
          as_of?: string | undefined
          created_by?: string[] | undefined
          descending?: boolean | undefined
          end_date?: string | undefined
          ended_end?: string | undefined
          ended_start?: string | undefined
          max_rows?: number | undefined
          model?: string[] | undefined
          plan_type?: string[] | undefined
          search?: string | undefined
          sort?: string | undefined
          start_date?: string | undefined
          status?: string[] | undefined
          task_id?: string | undefined
          used_end?: string | undefined
          used_start?: string | undefined
          with_facets?: boolean | undefined
        }
        Returns: Json
      }
      agent_preview_template: {
        Args: { task: Json; template_id: string }
        Returns: Json
      }
      agent_project_captured: {
        Args: {
          commands: Json
          events: number[]
          session_id: string
          state: Json
          version: number
        }
        Returns: Json
      }
      agent_project_memory: {
        Args: {
          client: string
          has_forgotten?: boolean | undefined
          project: string
          query?: string | undefined
          query_vector?: number[] | undefined
          session: string
          user_id?: string | undefined
          vector_model?: string | undefined
        }
        Returns: Json
      }
      agent_push_settings: { Args: { user_id?: string  | undefined}; Returns: Json }
      agent_query_context: {
        Args: {
          before_created_at?: string | undefined
          before_id?: string | undefined
          before_updated_at?: string | undefined
          context_key?: string | undefined
          context_type?: string | undefined
          max_rows?: number | undefined
          plan_id?: string | undefined
          sort?: string | undefined
          task_id?: string | undefined
        }
        Returns: Json
      }
      agent_query_logs: {
        Args: {
          action_type?: string[] | undefined
          actor_type?: string | undefined
          after_seq?: number | undefined
          before_seq?: number | undefined
          end_date?: string | undefined
          max_rows?: number | undefined
          plan_id?: string | undefined
          start_date?: string | undefined
          step_number?: number | undefined
          task_id?: string | undefined
        }
        Returns: {
          action_type: string
          actor: string
          actor_type: string
          after_state: Json | null
          agent_confidence: number | null
          before_state: Json | null
          created_at: string
          description: string
          entity_id: string | null
          error_message: string | null
          hash: string
          id: string
          metadata: NonNullable<Json>
          plan_id: string | null
          prev_hash: string | null
          seq: number
          step_number: number | null
          task_id: string | null
          user_id: string
        }[]
        SetofOptions: {
          from: "*"
          to: "agent_execution_logs"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      agent_query_plans: {
        Args: {
          before_created_at?: string | undefined
          before_id?: string | undefined
          before_updated_at?: string | undefined
          end_date?: string | undefined
          max_rows?: number | undefined
          plan_type?: string[] | undefined
          search?: string | undefined
          sort?: string | undefined
          start_date?: string | undefined
          status?: string[] | undefined
          task_id?: string | undefined
        }
        Returns: Json
      }
      agent_query_tasks: {
        Args: {
          before_created_at?: string | undefined
          before_id?: string | undefined
          max_rows?: number | undefined
          search?: string | undefined
        }
        Returns: Json
      }
      agent_read_captured: {
        Args: { max_events?: number | undefined; session_id: string }
        Returns: Json
      }
      agent_read_drop_rules: { Args: Record<PropertyKey, never>; Returns: Json }
      agent_read_feed: {
        Args: {
          after_seq: number
          max_rows?: number | undefined
          plan_id?: string | undefined
          up_to_seq: number
        }
        Returns: Json
      }
      agent_reorder_steps: {
        Args: { plan_id: string; step_order: number[] }
        Returns: Json
      }
      agent_repeat_request: {
        Args: { event_key: string; session_id: string }
        Returns: string
      }
      agent_replan: {
        Args: { plan_id: string; reason?: string | undefined; steps: Json }
        Returns: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
          is_chain: boolean
          last_hash: string | null
          last_seq: number | null
          metadata: NonNullable<Json>
          next_claim_at: string | null
          parent_plan_id: string | null
          parent_step_number: number | null
          plan_json: NonNullable<Json>
          plan_type: string
          started_at: string | null
          status: string
          task_id: string
          total_steps: number
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_plans"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_report_move: {
        Args: {
          action_type: string
          agent_confidence?: number | undefined
          agent_name?: string | undefined
          description?: string | undefined
          error_message?: string | undefined
          lease_seconds?: number | undefined
          lease_token?: number | undefined
          metadata?: Json | undefined
          plan_id: string
          result?: Json | undefined
          step_number: number
        }
        Returns: Json
      }
      agent_report_step: {
        Args: {
          action_type: string
          agent_name?: string | undefined
          claim_key?: string | undefined
          description?: string | undefined
          error_message?: string | undefined
          lease_seconds?: number | undefined
          lease_token: number
          plan_id: string
          result?: Json | undefined
          step_number: number
        }
        Returns: Json
      }
      agent_report_usage: {
        Args: { plan_id: string; usage: Json }
        Returns: Json
      }
      agent_restore_template: {
        Args: { template_id: string; version: number }
        Returns: {
          changed_by: string
          created_at: string
          id: string
          name: string
          plan_type: string
          reasoning: string | null
          steps: NonNullable<Json>
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_plan_templates"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_return_messages: {
        Args: { agent_name?: string | undefined; message_ids: string[] }
        Returns: number
      }
      agent_revert_plan: {
        Args: { plan_id: string; reason?: string | undefined; version: number }
        Returns: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
          is_chain: boolean
          last_hash: string | null
          last_seq: number | null
          metadata: NonNullable<Json>
          next_claim_at: string | null
          parent_plan_id: string | null
          parent_step_number: number | null
          plan_json: NonNullable<Json>
          plan_type: string
          started_at: string | null
          status: string
          task_id: string
          total_steps: number
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_plans"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_revoke_plan_share: {
        Args: { share_id: string; user_id?: string  | undefined}
        Returns: Json
      }
      agent_rotate_webhook_secret: {
        Args: { user_id?: string | undefined; webhook_id: string }
        Returns: Json
      }
      agent_save_automation_rule: {
        Args: { changes: Json; rule_id?: string  | undefined}
        Returns: Json
      }
      agent_save_decision_rules: {
        Args: { project: string; rules: Json; user_id?: string  | undefined}
        Returns: Json
      }
      agent_save_drop_rules: {
        Args: { project: string; rules: Json; user_id?: string  | undefined}
        Returns: Json
      }
      agent_save_memory_project: {
        Args: { is_on?: boolean | undefined; project: string; user_id?: string  | undefined}
        Returns: Json
      }
      agent_save_plan_as_template: {
        Args: { name: string; plan_id: string }
        Returns: {
          changed_by: string
          created_at: string
          id: string
          name: string
          plan_type: string
          reasoning: string | null
          steps: NonNullable<Json>
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_plan_templates"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_save_push_subscription: {
        Args: { subscription: Json; user_id?: string  | undefined}
        Returns: Json
      }
      agent_save_subtask: {
        Args: { changes: Json; subtask_id?: string | undefined; task_id: string }
        Returns: Json
      }
      agent_save_template: {
        Args: { changes: Json; template_id?: string  | undefined}
        Returns: {
          changed_by: string
          created_at: string
          id: string
          name: string
          plan_type: string
          reasoning: string | null
          steps: NonNullable<Json>
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_plan_templates"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_save_webhook: {
        Args: {
          changes: Json
          origin?: string | undefined
          user_id?: string | undefined
          webhook_id?: string | undefined
        }
        Returns: Json
      }
      agent_search_context: {
        Args: {
          before_id?: string | undefined
          before_score?: number | undefined
          context_type?: string | undefined
          is_prefix?: boolean | undefined
          max_rows?: number | undefined
          plan_id?: string | undefined
          query: string
          query_vector?: number[] | undefined
          since?: string | undefined
          task_id?: string | undefined
          user_id?: string | undefined
          vector_model?: string | undefined
        }
        Returns: Json
      }
      agent_search_logs: {
        Args: {
          action_type?: string[] | undefined
          actor_type?: string | undefined
          after_seq?: number | undefined
          before_seq?: number | undefined
          end_date?: string | undefined
          max_rows?: number | undefined
          plan_id?: string | undefined
          search?: string | undefined
          start_date?: string | undefined
          step_number?: number | undefined
          task_id?: string | undefined
        }
        Returns: Json
      }
      agent_send_message: {
        Args: { body: string; kind?: string | undefined; plan_id: string }
        Returns: Json
      }
      agent_set_budget: {
        Args: {
          agent_key_id?: string | undefined
          limit_tokens?: number | undefined
          limit_usd?: number | undefined
          plan_id?: string | undefined
          task_id?: string | undefined
        }
        Returns: Json
      }
      agent_set_context: {
        Args: {
          context_key: string
          context_type: string
          context_value: string
          expires_at?: string | undefined
          if_version?: number | undefined
          metadata?: Json | undefined
          plan_id?: string | undefined
          step_number?: number | undefined
          task_id?: string | undefined
          ttl_seconds?: number | undefined
        }
        Returns: Json
      }
      agent_set_contexts: { Args: { entries: Json }; Returns: Json }
      agent_share_plan: {
        Args: { expires_at?: string | undefined; plan_id: string; user_id?: string  | undefined}
        Returns: Json
      }
      agent_stage_import: {
        Args: { import_id: string; rows: Json; user_id?: string  | undefined}
        Returns: number
      }
      agent_step_gate: {
        Args: { plan_id: string; step_number: number }
        Returns: Json
      }
      agent_step_status: {
        Args: { action_type: string; status: string }
        Returns: string
      }
      agent_sum_usage: {
        Args: {
          created_by?: string[] | undefined
          end_date?: string | undefined
          group_by?: string[] | undefined
          max_rows?: number | undefined
          model?: string[] | undefined
          plan_id?: string | undefined
          plan_type?: string[] | undefined
          start_date?: string | undefined
          task_id?: string | undefined
          time_zone?: string | undefined
        }
        Returns: Json
      }
      agent_take_captured_messages: {
        Args: {
          client: string
          kinds?: string[] | undefined
          session: string
          subagent?: string | undefined
          user_id?: string | undefined
        }
        Returns: Json
      }
      agent_take_messages: {
        Args: { agent_name?: string | undefined; channel?: string | undefined; plan_id?: string  | undefined}
        Returns: Json
      }
      agent_task_page: { Args: { task_id: string }; Returns: Json }
      agent_task_table: {
        Args: {
          after_id?: string | undefined
          after_value?: string | undefined
          category?: string[] | undefined
          descending?: boolean | undefined
          due?: string | undefined
          max_rows?: number | undefined
          priority?: string[] | undefined
          search?: string | undefined
          sort?: string | undefined
          state?: string | undefined
          today?: string | undefined
        }
        Returns: Json
      }
      agent_test_push_subscription: {
        Args: { subscription_id: string; user_id?: string  | undefined}
        Returns: Json
      }
      agent_test_webhook: {
        Args: { user_id?: string | undefined; webhook_id: string }
        Returns: Json
      }
      agent_try_automation: { Args: { task: Json }; Returns: Json }
      agent_undo_move: {
        Args: {
          agent_name?: string | undefined
          description?: string | undefined
          moved_at?: string | undefined
          plan_id: string
          step_number: number
        }
        Returns: {
          action: string
          agent_confidence: number | null
          approved_at: string | null
          approved_hash: string | null
          approved_seq: number | null
          attempt: number
          claim_key: string | null
          completed_at: string | null
          depends_on: number[]
          description: string
          error_message: string | null
          estimated_duration: number | null
          graph_hash: string | null
          heartbeat_at: string | null
          is_ready: boolean
          lease_expires_at: string | null
          lease_owner: string | null
          lease_token: number
          max_attempts: number
          max_starts: number
          not_before: string | null
          plan_id: string
          requires_approval: boolean
          result: Json | null
          retry_delay_seconds: number
          started_at: string | null
          status: string
          step_number: number
          subtask_id: string | null
          timeout_seconds: number | null
          times_out_at: string | null
          updated_at: string
          user_id: string
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_steps"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_update_plan: {
        Args: {
          agent_reasoning?: string | undefined
          current_step?: number | undefined
          plan_id: string
          status?: string | undefined
        }
        Returns: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
          is_chain: boolean
          last_hash: string | null
          last_seq: number | null
          metadata: NonNullable<Json>
          next_claim_at: string | null
          parent_plan_id: string | null
          parent_step_number: number | null
          plan_json: NonNullable<Json>
          plan_type: string
          started_at: string | null
          status: string
          task_id: string
          total_steps: number
          updated_at: string
          user_id: string
          version: number
        }
        SetofOptions: {
          from: "*"
          to: "agent_execution_plans"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      agent_update_plans: {
        Args: { plan_ids: string[]; status: string }
        Returns: Json
      }
      agent_update_task: {
        Args: { changes: Json; task_id: string }
        Returns: Json
      }
      agent_verify_log: { Args: { plan_id: string }; Returns: Json }
      agent_withdraw_decision: {
        Args: { decision_id: string; reason?: string  | undefined}
        Returns: {
          answer: NonNullable<Json>
          asked_at: string
          asked_by: string
          closed_at: string | null
          deadline_at: string | null
          decided_by: string | null
          decision_key: string
          delivered_at: string | null
          hash: string
          held_until: string | null
          id: string
          kind: string
          message_id: string | null
          options: NonNullable<Json>
          outcome: string | null
          plan_id: string
          question: string
          request: NonNullable<Json>
          status: string
          step_number: number | null
          user_id: string
        }
        SetofOptions: {
          from: "*"
          to: "agent_decisions"
          isOneToOne: true
          isSetofReturn: false
        }
      }
    }
    Enums: {
      [_ in never]: never
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] &
        DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] &
        DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R
      }
      ? R
      : never
    : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I
      }
      ? I
      : never
    : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U
      }
      ? U
      : never
    : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never

export const Constants = {
  public: {
    Enums: {},
  },
} as const

