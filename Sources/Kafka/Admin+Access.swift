import CRdKafka

extension Admin {
    /// Allows what the rules say, from every host. What is allowed already stays so.
    public func allow(_ rules: [AccessRule], timeoutMilliseconds: Int32) throws(KafkaError) {
        var bindings: [OpaquePointer?] = []
        defer { for binding in bindings { rd_kafka_AclBinding_destroy(binding) } }
        for rule in rules { bindings.append(try Self.binding(of: rule)) }
        let options = Self.options(RD_KAFKA_ADMIN_OP_CREATEACLS, handle.rk, timeoutMilliseconds)
        let queue = rd_kafka_queue_new(handle.rk)
        defer {
            rd_kafka_queue_destroy(queue)
            rd_kafka_AdminOptions_destroy(options)
        }
        rd_kafka_CreateAcls(handle.rk, &bindings, bindings.count, options, queue)
        let event = try Self.answer(queue, timeoutMilliseconds, "create_acls")
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        guard let result = rd_kafka_event_CreateAcls_result(event),
            let results = rd_kafka_CreateAcls_result_acls(result, &count)
        else { return }
        for index in 0..<count {
            guard let error = rd_kafka_acl_result_error(results[index]) else { continue }
            throw KafkaError(
                rd_kafka_error_code(error), operation: "create_acls",
                reason: String(cString: rd_kafka_error_string(error)))
        }
    }

    /// What is allowed from every host, of what rules can say.
    public func allowed(timeoutMilliseconds: Int32) throws(KafkaError) -> Set<AccessRule> {
        var reason = [CChar](repeating: 0, count: 256)
        let filter = rd_kafka_AclBindingFilter_new(
            RD_KAFKA_RESOURCE_ANY, nil, RD_KAFKA_RESOURCE_PATTERN_ANY, nil, nil, RD_KAFKA_ACL_OPERATION_ANY,
            RD_KAFKA_ACL_PERMISSION_TYPE_ANY, &reason, reason.count)
        let options = Self.options(RD_KAFKA_ADMIN_OP_DESCRIBEACLS, handle.rk, timeoutMilliseconds)
        let queue = rd_kafka_queue_new(handle.rk)
        defer {
            rd_kafka_AclBinding_destroy(filter)
            rd_kafka_queue_destroy(queue)
            rd_kafka_AdminOptions_destroy(options)
        }
        rd_kafka_DescribeAcls(handle.rk, filter, options, queue)
        let event = try Self.answer(queue, timeoutMilliseconds, "describe_acls")
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        guard let result = rd_kafka_event_DescribeAcls_result(event),
            let bindings = rd_kafka_DescribeAcls_result_acls(result, &count)
        else { return [] }
        return Set((0..<count).compactMap { index in bindings[index].flatMap { AccessRule(binding: $0) } })
    }

    private static func binding(of rule: AccessRule) throws(KafkaError) -> OpaquePointer {
        var reason = [CChar](repeating: 0, count: 256)
        let resource: rd_kafka_ResourceType_t? =
            switch rule.resource {
            case .topic: RD_KAFKA_RESOURCE_TOPIC
            case .group: RD_KAFKA_RESOURCE_GROUP
            case .transactionalID: nil
            }
        guard let resource,
            let binding = rd_kafka_AclBinding_new(
                resource, rule.name,
                rule.isPrefix ? RD_KAFKA_RESOURCE_PATTERN_PREFIXED : RD_KAFKA_RESOURCE_PATTERN_LITERAL,
                rule.principal, "*", rule.operation.code, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, &reason, reason.count)
        else {
            throw KafkaError(
                code: "_invalid_arg", severity: .permanent, operation: "create_acls", reason: text(of: reason))
        }
        return binding
    }

    private static func options(
        _ operation: rd_kafka_admin_op_t, _ rk: OpaquePointer, _ timeoutMilliseconds: Int32
    ) -> OpaquePointer? {
        var reason = [CChar](repeating: 0, count: 256)
        let options = rd_kafka_AdminOptions_new(rk, operation)
        rd_kafka_AdminOptions_set_request_timeout(options, timeoutMilliseconds, &reason, reason.count)
        return options
    }

    private static func answer(
        _ queue: OpaquePointer?, _ timeoutMilliseconds: Int32, _ operation: String
    ) throws(KafkaError) -> OpaquePointer {
        guard let event = rd_kafka_queue_poll(queue, timeoutMilliseconds + 1_000) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, operation: operation)
        }
        let error = rd_kafka_event_error(event)
        if error == RD_KAFKA_RESP_ERR_NO_ERROR { return event }
        let reason = rd_kafka_event_error_string(event).map { String(cString: $0) }
        rd_kafka_event_destroy(event)
        throw KafkaError(error, operation: operation, reason: reason)
    }
}

extension AccessRule.Operation {
    fileprivate var code: rd_kafka_AclOperation_t {
        switch self {
        case .read: RD_KAFKA_ACL_OPERATION_READ
        case .write: RD_KAFKA_ACL_OPERATION_WRITE
        case .describe: RD_KAFKA_ACL_OPERATION_DESCRIBE
        }
    }
}

extension AccessRule {
    /// Nil for what no rule says: a denial, one host only, another operation or resource.
    fileprivate init?(binding: OpaquePointer) {
        guard rd_kafka_AclBinding_permission_type(binding) == RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW,
            String(cString: rd_kafka_AclBinding_host(binding)) == "*",
            let operation = Operation.allCases.first(where: { $0.code == rd_kafka_AclBinding_operation(binding) })
        else { return nil }
        let resource: Resource
        switch rd_kafka_AclBinding_restype(binding) {
        case RD_KAFKA_RESOURCE_TOPIC: resource = .topic
        case RD_KAFKA_RESOURCE_GROUP: resource = .group
        default: return nil
        }
        self.init(
            principal: String(cString: rd_kafka_AclBinding_principal(binding)), resource: resource,
            name: String(cString: rd_kafka_AclBinding_name(binding)),
            isPrefix: rd_kafka_AclBinding_resource_pattern_type(binding) == RD_KAFKA_RESOURCE_PATTERN_PREFIXED,
            operation: operation)
    }
}
