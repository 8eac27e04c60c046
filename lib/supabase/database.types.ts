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
          created_at?: string
          expires_at?: string | null
          id?: string
          key_hash: string
          last_used_at?: string | null
          name: string
          plan_id?: string | null
          prefix: string
          revoked_at?: string | null
          scopes?: string[]
          task_id?: string | null
          user_id?: string
        }
        Update: {
          created_at?: string
          expires_at?: string | null
          id?: string
          key_hash?: string
          last_used_at?: string | null
          name?: string
          plan_id?: string | null
          prefix?: string
          revoked_at?: string | null
          scopes?: string[]
          task_id?: string | null
          user_id?: string
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
          created_at?: string
          enabled?: boolean
          id?: string
          match_kind: string
          match_value?: string | null
          place?: number
          template_id?: string | null
          updated_at?: string
          user_id?: string
        }
        Update: {
          created_at?: string
          enabled?: boolean
          id?: string
          match_kind?: string
          match_value?: string | null
          place?: number
          template_id?: string | null
          updated_at?: string
          user_id?: string
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
          created_at?: string
          error_message?: string | null
          id?: never
          plan_id?: string | null
          rule_id: string
          task_id: string
          user_id: string
        }
        Update: {
          created_at?: string
          error_message?: string | null
          id?: never
          plan_id?: string | null
          rule_id?: string
          task_id?: string
          user_id?: string
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
          created_at?: string
          expires_at?: string | null
          id?: string
          metadata?: NonNullable<Json>
          plan_id?: string | null
          search?: unknown
          search_length?: number
          step_number?: number | null
          task_id?: string | null
          updated_at?: string
          user_id?: string
          version?: number
        }
        Update: {
          context_key?: string
          context_type?: string
          context_value?: string
          created_at?: string
          expires_at?: string | null
          id?: string
          metadata?: NonNullable<Json>
          plan_id?: string | null
          search?: unknown
          search_length?: number
          step_number?: number | null
          task_id?: string | null
          updated_at?: string
          user_id?: string
          version?: number
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
          user_id?: string
        }
        Update: {
          context_type?: string
          keep_days?: number
          user_id?: string
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
          first_used_at?: string
          last_used_at?: string
          plan_id?: string | null
          step_number?: number | null
          times?: number
          user_id: string
          via: string
        }
        Update: {
          actor?: string
          entry_id?: string
          first_used_at?: string
          last_used_at?: string
          plan_id?: string | null
          step_number?: number | null
          times?: number
          user_id?: string
          via?: string
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
          embedding?: number[]
          entry_id?: string
          model?: string
          user_id?: string
          version?: number
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
          after_state?: Json | null
          agent_confidence?: number | null
          before_state?: Json | null
          created_at: string
          description?: string
          entity_id?: string | null
          error_message?: string | null
          hash: string
          id?: string
          metadata?: NonNullable<Json>
          plan_id?: string | null
          prev_hash?: string | null
          seq?: number
          step_number?: number | null
          task_id?: string | null
          user_id?: string
        }
        Update: {
          action_type?: string
          actor?: string
          actor_type?: string
          after_state?: Json | null
          agent_confidence?: number | null
          before_state?: Json | null
          created_at?: string
          description?: string
          entity_id?: string | null
          error_message?: string | null
          hash?: string
          id?: string
          metadata?: NonNullable<Json>
          plan_id?: string | null
          prev_hash?: string | null
          seq?: number
          step_number?: number | null
          task_id?: string | null
          user_id?: string
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
          agent_reasoning?: string | null
          completed_at?: string | null
          completed_steps?: number
          created_at?: string
          created_by: string
          current_step?: number
          estimated_duration?: number | null
          id?: string
          last_hash?: string | null
          last_seq?: number | null
          metadata?: NonNullable<Json>
          next_claim_at?: string | null
          parent_plan_id?: string | null
          parent_step_number?: number | null
          plan_json: NonNullable<Json>
          plan_type: string
          started_at?: string | null
          status?: string
          task_id: string
          total_steps: number
          updated_at?: string
          user_id?: string
          version?: number
        }
        Update: {
          agent_reasoning?: string | null
          completed_at?: string | null
          completed_steps?: number
          created_at?: string
          created_by?: string
          current_step?: number
          estimated_duration?: number | null
          id?: string
          last_hash?: string | null
          last_seq?: number | null
          metadata?: NonNullable<Json>
          next_claim_at?: string | null
          parent_plan_id?: string | null
          parent_step_number?: number | null
          plan_json?: NonNullable<Json>
          plan_type?: string
          started_at?: string | null
          status?: string
          task_id?: string
          total_steps?: number
          updated_at?: string
          user_id?: string
          version?: number
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
          agent_confidence?: number | null
          approved_at?: string | null
          approved_hash?: string | null
          approved_seq?: number | null
          attempt?: number
          claim_key?: string | null
          completed_at?: string | null
          depends_on?: number[]
          description: string
          error_message?: string | null
          estimated_duration?: number | null
          graph_hash?: string | null
          heartbeat_at?: string | null
          is_ready?: boolean
          lease_expires_at?: string | null
          lease_owner?: string | null
          lease_token?: number
          max_attempts?: number
          max_starts?: number
          not_before?: string | null
          plan_id: string
          requires_approval?: boolean
          result?: Json | null
          retry_delay_seconds?: number
          started_at?: string | null
          status?: string
          step_number: number
          subtask_id?: string | null
          timeout_seconds?: number | null
          times_out_at?: string | null
          updated_at?: string
          user_id?: string
        }
        Update: {
          action?: string
          agent_confidence?: number | null
          approved_at?: string | null
          approved_hash?: string | null
          approved_seq?: number | null
          attempt?: number
          claim_key?: string | null
          completed_at?: string | null
          depends_on?: number[]
          description?: string
          error_message?: string | null
          estimated_duration?: number | null
          graph_hash?: string | null
          heartbeat_at?: string | null
          is_ready?: boolean
          lease_expires_at?: string | null
          lease_owner?: string | null
          lease_token?: number
          max_attempts?: number
          max_starts?: number
          not_before?: string | null
          plan_id?: string
          requires_approval?: boolean
          result?: Json | null
          retry_delay_seconds?: number
          started_at?: string | null
          status?: string
          step_number?: number
          subtask_id?: string | null
          timeout_seconds?: number | null
          times_out_at?: string | null
          updated_at?: string
          user_id?: string
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
          reasoning?: string | null
          steps: NonNullable<Json>
          template_id: string
          user_id: string
          version: number
        }
        Update: {
          created_at?: string
          created_by?: string
          name?: string
          plan_type?: string
          reasoning?: string | null
          steps?: NonNullable<Json>
          template_id?: string
          user_id?: string
          version?: number
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
          changed_by?: string
          created_at?: string
          id?: string
          name: string
          plan_type: string
          reasoning?: string | null
          steps: NonNullable<Json>
          updated_at?: string
          user_id?: string
          version?: number
        }
        Update: {
          changed_by?: string
          created_at?: string
          id?: string
          name?: string
          plan_type?: string
          reasoning?: string | null
          steps?: NonNullable<Json>
          updated_at?: string
          user_id?: string
          version?: number
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
          reason?: string | null
          reverts_to?: number | null
          seq: number
          steps: NonNullable<Json>
          user_id: string
          version: number
        }
        Update: {
          created_at?: string
          created_by?: string
          plan_id?: string
          reason?: string | null
          reverts_to?: number | null
          seq?: number
          steps?: NonNullable<Json>
          user_id?: string
          version?: number
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
          created_at?: string
          id?: string
          name: string
          query: string
          updated_at?: string
          user_id?: string
        }
        Update: {
          created_at?: string
          id?: string
          name?: string
          query?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: []
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
          completed?: boolean
          created_at?: string
          estimated_time?: number | null
          id?: string
          priority?: string
          task_id: string
          title: string
          updated_at?: string
        }
        Update: {
          completed?: boolean
          created_at?: string
          estimated_time?: number | null
          id?: string
          priority?: string
          task_id?: string
          title?: string
          updated_at?: string
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
          category?: string | null
          completed?: boolean
          created_at?: string
          description?: string | null
          due_date?: string | null
          id?: string
          priority?: string
          title: string
          updated_at?: string
          user_id?: string
        }
        Update: {
          category?: string | null
          completed?: boolean
          created_at?: string
          description?: string | null
          due_date?: string | null
          id?: string
          priority?: string
          title?: string
          updated_at?: string
          user_id?: string
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
          after_state?: Json
          agent_confidence?: number
          before_state?: Json
          description?: string
          entity_id?: string
          error_message?: string
          lease_token?: number
          metadata?: Json
          plan_id?: string
          step_number?: number
          task_id?: string
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
      agent_add_logs: {
        Args: { logs: Json }
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
      agent_block_step: {
        Args: {
          agent_confidence?: number
          error_message: string
          lease_token?: number
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
          fingerprint?: string
          idempotency_key?: string
          if_seq?: number
          plan_id?: string
        }
        Returns: Json
      }
      agent_claim_step: {
        Args: {
          claim_key?: string
          lease_seconds?: number
          plan_id?: string
          plan_type?: string
          task_id?: string
        }
        Returns: Json
      }
      agent_compare_plan_versions: {
        Args: { from_version: number; plan_id: string; to_version?: number }
        Returns: Json
      }
      agent_context_pack: {
        Args: {
          plan_id?: string
          query?: string
          query_vector?: number[]
          task_id?: string
          vector_model?: string
        }
        Returns: Json
      }
      agent_count_context_uses: {
        Args: { entry_ids: string[]; plan_id?: string; via: string }
        Returns: number
      }
      agent_create_api_key: {
        Args: {
          expires_at?: string
          name: string
          plan_id?: string
          scopes?: string[]
          task_id?: string
        }
        Returns: Json
      }
      agent_create_plan: {
        Args: {
          metadata?: Json
          parent_plan_id?: string
          parent_step_number?: number
          plan_type: string
          reasoning?: string
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
      agent_create_planned_task: {
        Args: {
          metadata?: Json
          plan_type: string
          reasoning?: string
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
        Args: { plan_id: string; priority?: string }
        Returns: {
          completed: boolean
          created_at: string
          estimated_time: number | null
          id: string
          priority: string
          task_id: string
          title: string
          updated_at: string
        }[]
        SetofOptions: {
          from: "*"
          to: "deep_work_subtasks"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      agent_create_task: { Args: { task: Json }; Returns: Json }
      agent_delete_automation_rule: { Args: { rule_id: string }; Returns: Json }
      agent_delete_context: {
        Args: { entry_id: string; if_version?: number }
        Returns: Json
      }
      agent_delete_everything: {
        Args: Record<PropertyKey, never>
        Returns: number
      }
      agent_delete_plan: { Args: { plan_id: string }; Returns: Json }
      agent_delete_subtask: {
        Args: { subtask_id: string; task_id: string }
        Returns: Json
      }
      agent_delete_task: { Args: { task_id: string }; Returns: Json }
      agent_delete_template: { Args: { template_id: string }; Returns: Json }
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
      agent_export_log: {
        Args: {
          after_seq?: number
          max_rows?: number
          plan_id: string
          up_to_seq?: number
        }
        Returns: Json
      }
      agent_export_plan: { Args: { plan_id: string }; Returns: Json }
      agent_export_task: { Args: { task_id: string }; Returns: Json }
      agent_feed_position: { Args: Record<PropertyKey, never>; Returns: Json }
      agent_find: { Args: { max_rows?: number; query: string }; Returns: Json }
      agent_forecast: { Args: { plan_id: string }; Returns: Json }
      agent_get_context: {
        Args: { before_seq?: number; entry_id: string; max_versions?: number }
        Returns: Json
      }
      agent_get_plan: {
        Args: {
          include_context?: boolean
          include_logs?: boolean
          plan_id: string
        }
        Returns: Json
      }
      agent_heartbeat: {
        Args: {
          lease_seconds?: number
          lease_token: number
          plan_id: string
          step_number: number
        }
        Returns: Json
      }
      agent_identify_key: {
        Args: { key: string; per_minute?: number }
        Returns: Json
      }
      agent_import: { Args: { document: Json }; Returns: Json }
      agent_ingest_logs: {
        Args: { logs: Json; on_error?: string }
        Returns: Json
      }
      agent_leases: { Args: { plan_id?: string }; Returns: Json }
      agent_list_api_keys: { Args: Record<PropertyKey, never>; Returns: Json }
      agent_list_automation_rules: {
        Args: Record<PropertyKey, never>
        Returns: Json
      }
      agent_list_plan_versions: { Args: { plan_id: string }; Returns: Json }
      agent_list_retention: { Args: Record<PropertyKey, never>; Returns: Json }
      agent_list_saved_views: {
        Args: Record<PropertyKey, never>
        Returns: Json
      }
      agent_log_view: {
        Args: {
          action_type?: string[]
          actor_type?: string
          before_seq?: number
          confidence_below?: number
          end_date?: string
          errors_only?: boolean
          max_rows?: number
          plan_id?: string
          search?: string
          start_date?: string
          step_number?: number
          with_summary?: boolean
        }
        Returns: Json
      }
      agent_move_step: {
        Args: {
          action_type: string
          agent_confidence?: number
          description?: string
          error_message?: string
          lease_seconds?: number
          lease_token?: number
          metadata?: Json
          plan_id: string
          result?: Json
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
      agent_order_automation_rules: {
        Args: { rule_ids: string[] }
        Returns: Json
      }
      agent_overview: {
        Args: { time_zone?: string; weeks?: number }
        Returns: Json
      }
      agent_plan_analytics: {
        Args: {
          end_date: string
          grouping: string
          plan_type?: string[]
          start_date: string
          time_zone: string
        }
        Returns: Json
      }
      agent_plan_at: { Args: { plan_id: string; seq: number }; Returns: Json }
      agent_plan_moments: { Args: { plan_id: string }; Returns: Json }
      agent_plan_status: {
        Args: { declared?: string; step_statuses: string[] }
        Returns: string
      }
      agent_plan_table: {
        Args: {
          after_id?: string
          after_value?: string
          as_of?: string
          created_by?: string[]
          descending?: boolean
          end_date?: string
          max_rows?: number
          plan_type?: string[]
          search?: string
          sort?: string
          start_date?: string
          status?: string[]
          task_id?: string
          with_facets?: boolean
        }
        Returns: Json
      }
      agent_preview_template: {
        Args: { task: Json; template_id: string }
        Returns: Json
      }
      agent_query_context: {
        Args: {
          before_id?: string
          before_updated_at?: string
          context_key?: string
          context_type?: string
          max_rows?: number
          plan_id?: string
          task_id?: string
        }
        Returns: Json
      }
      agent_query_logs: {
        Args: {
          action_type?: string[]
          actor_type?: string
          after_seq?: number
          before_seq?: number
          end_date?: string
          max_rows?: number
          plan_id?: string
          start_date?: string
          step_number?: number
          task_id?: string
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
          before_id?: string
          before_updated_at?: string
          end_date?: string
          max_rows?: number
          plan_type?: string[]
          search?: string
          start_date?: string
          status?: string[]
          task_id?: string
        }
        Returns: Json
      }
      agent_read_feed: {
        Args: {
          after_seq: number
          max_rows?: number
          plan_id?: string
          up_to_seq: number
        }
        Returns: Json
      }
      agent_reorder_steps: {
        Args: { plan_id: string; step_order: number[] }
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
        }[]
        SetofOptions: {
          from: "*"
          to: "agent_execution_steps"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      agent_replan: {
        Args: { plan_id: string; reason?: string; steps: Json }
        Returns: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
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
      agent_report_step: {
        Args: {
          action_type: string
          claim_key?: string
          description?: string
          error_message?: string
          lease_seconds?: number
          lease_token: number
          plan_id: string
          result?: Json
          step_number: number
        }
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
      agent_revert_plan: {
        Args: { plan_id: string; reason?: string; version: number }
        Returns: {
          agent_reasoning: string | null
          completed_at: string | null
          completed_steps: number
          created_at: string
          created_by: string
          current_step: number
          estimated_duration: number | null
          id: string
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
      agent_save_automation_rule: {
        Args: { changes: Json; rule_id?: string }
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
      agent_save_subtask: {
        Args: { changes: Json; subtask_id?: string; task_id: string }
        Returns: Json
      }
      agent_save_template: {
        Args: { changes: Json; template_id?: string }
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
      agent_search_context: {
        Args: {
          before_id?: string
          before_score?: number
          context_type?: string
          is_prefix?: boolean
          max_rows?: number
          plan_id?: string
          query: string
          query_vector?: number[]
          since?: string
          task_id?: string
          vector_model?: string
        }
        Returns: Json
      }
      agent_set_context: {
        Args: {
          context_key: string
          context_type: string
          context_value: string
          expires_at?: string
          if_version?: number
          metadata?: Json
          plan_id?: string
          step_number?: number
          task_id?: string
          ttl_seconds?: number
        }
        Returns: Json
      }
      agent_set_contexts: { Args: { entries: Json }; Returns: Json }
      agent_step_gate: {
        Args: { plan_id: string; step_number: number }
        Returns: Json
      }
      agent_step_status: {
        Args: { action_type: string; status: string }
        Returns: string
      }
      agent_task_page: { Args: { task_id: string }; Returns: Json }
      agent_task_table: {
        Args: {
          before_active_at?: string
          before_id?: string
          max_rows?: number
          search?: string
        }
        Returns: Json
      }
      agent_try_automation: { Args: { task: Json }; Returns: Json }
      agent_update_plan: {
        Args: {
          agent_reasoning?: string
          current_step?: number
          plan_id: string
          status?: string
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

