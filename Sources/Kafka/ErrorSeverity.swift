import CRdKafka

/// The severity of every error code that librdkafka knows, by librdkafka's own names in lower case.
///
/// A test enumerates the library's list against these three, so that a new version with a new code fails there and not
/// at three in the morning. A code that no list names is transient: trying again with backoff loses nothing.
package enum ErrorSeverity {
    static func of(_ error: rd_kafka_resp_err_t) -> KafkaError.Severity {
        of(String(cString: rd_kafka_err2name(error)).lowercased())
    }

    static func of(_ code: String) -> KafkaError.Severity {
        if fatal.contains(code) { return .fatal }
        return permanent.contains(code) ? .permanent : .transient
    }

    /// Every name the running librdkafka knows.
    package static func knownCodes() -> [String] {
        var descriptions: UnsafePointer<rd_kafka_err_desc>?
        var count = 0
        rd_kafka_get_err_descs(&descriptions, &count)
        return UnsafeBufferPointer(start: descriptions, count: count).compactMap { description in
            description.desc == nil ? nil : description.name.map { String(cString: $0).lowercased() }
        }
    }

    /// This client's life is over: fenced by a newer instance, or its sequence with the broker is lost.
    package static let fatal: Set<String> = [
        "_destroy", "_crit_sys_resource", "_fatal", "_gapless_guarantee", "_fenced", "out_of_order_sequence_number",
        "duplicate_sequence_number", "invalid_producer_epoch", "invalid_txn_state", "invalid_producer_id_mapping",
        "unknown_producer_id", "fenced_instance_id", "producer_fenced",
    ]

    /// The same request will be refused again until somebody changes something.
    package static let permanent: Set<String> = [
        "_bad_msg", "_bad_compression", "_unknown_partition", "_fs", "_unknown_topic", "_invalid_arg", "_ssl",
        "_unknown_group", "_existing_subscription", "_conflict", "_state", "_unknown_protocol", "_not_implemented",
        "_authentication", "_no_offset", "_unsupported_feature", "_key_serialization", "_value_serialization",
        "_key_deserialization", "_value_deserialization", "_partial", "_read_only", "_noent", "_underflow",
        "_invalid_type", "_inconsistent", "_unknown_broker", "_not_configured", "_application", "_auto_offset_reset",
        "offset_out_of_range", "invalid_msg", "invalid_msg_size", "msg_size_too_large", "offset_metadata_too_large",
        "topic_exception", "record_list_too_large", "invalid_required_acks", "inconsistent_group_protocol",
        "invalid_group_id", "invalid_session_timeout", "invalid_commit_offset_size", "topic_authorization_failed",
        "group_authorization_failed", "cluster_authorization_failed", "invalid_timestamp",
        "unsupported_sasl_mechanism", "illegal_sasl_state", "unsupported_version", "topic_already_exists",
        "invalid_partitions", "invalid_replication_factor", "invalid_replica_assignment", "invalid_config",
        "invalid_request", "unsupported_for_message_format", "policy_violation", "invalid_transaction_timeout",
        "transactional_id_authorization_failed", "security_disabled", "log_dir_not_found",
        "sasl_authentication_failed", "delegation_token_auth_disabled", "delegation_token_not_found",
        "delegation_token_owner_mismatch", "delegation_token_request_not_allowed",
        "delegation_token_authorization_failed", "delegation_token_expired", "invalid_principal_type",
        "non_empty_group", "group_id_not_found", "topic_deletion_disabled", "unsupported_compression_type",
        "group_max_size_reached", "group_subscribed_to_topic", "invalid_record", "resource_not_found",
        "duplicate_resource", "unacceptable_credential", "inconsistent_voter_set", "invalid_update_version",
        "feature_update_failed", "principal_deserialization_failure", "election_not_needed",
        "no_reassignment_in_progress",
        // since 2.0.2
        "_log_truncation", "unsupported_assignor", "telemetry_too_large",
    ]

    /// Passing: the network, a moving leader or coordinator, a group in motion, throttling, a full local queue.
    package static let transient: Set<String> = [
        "_fail", "_transport", "_resolve", "_msg_timed_out", "_partition_eof", "_all_brokers_down", "_timed_out",
        "_queue_full", "_isr_insuff", "_node_update", "_wait_coord", "_in_progress", "_prev_in_progress",
        "_assign_partitions", "_revoke_partitions", "_outdated", "_timed_out_queue", "_wait_cache", "_intr", "_retry",
        "_purge_queue", "_purge_inflight", "_max_poll_exceeded", "_assignment_lost", "_noop", "unknown", "no_error",
        "unknown_topic_or_part", "leader_not_available", "not_leader_for_partition", "request_timed_out",
        "broker_not_available", "replica_not_available", "stale_ctrl_epoch", "network_exception",
        "coordinator_load_in_progress", "coordinator_not_available", "not_coordinator", "not_enough_replicas",
        "not_enough_replicas_after_append", "illegal_generation", "unknown_member_id", "rebalance_in_progress",
        "not_controller", "concurrent_transactions", "transaction_coordinator_fenced", "operation_not_attempted",
        "kafka_storage_error", "reassignment_in_progress", "fetch_session_id_not_found",
        "invalid_fetch_session_epoch", "listener_not_found", "fenced_leader_epoch", "unknown_leader_epoch",
        "stale_broker_epoch", "offset_not_available", "member_id_required", "preferred_leader_not_available",
        "eligible_leaders_not_available", "unstable_offset_commit", "throttling_quota_exceeded",
        // since 2.0.2
        "_destroy_broker", "_invalid_different_record", "unknown_topic_id", "fenced_member_epoch",
        "unreleased_instance_id", "stale_member_epoch", "unknown_subscription_id", "rebootstrap_required",
    ]
}
