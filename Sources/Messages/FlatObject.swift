/// A flat JSON object that is no message, such as another system's answer: the same parser and the same checks.
package struct FlatObject {
    private let fields: FieldReader

    /// Gives the object's fields to `body`; they are gone afterwards.
    package static func read<Result>(
        _ bytes: [UInt8], _ body: (FlatObject) throws(MessageError) -> Result
    ) throws(MessageError) -> Result {
        let parser = JSONParser(maximumBytes: max(bytes.count, 1))
        let outcome = bytes.withUnsafeBytes { buffer in
            Swift.Result { () throws(MessageError) in try body(FlatObject(fields: parser.parse(buffer))) }
        }
        return try outcome.get()
    }

    /// Nil when absent or null. Otherwise text without control characters, not empty and not longer than that.
    package func text(_ name: StaticString, maximumBytes: Int) throws(MessageError) -> String? {
        try fields.text(name, maximumBytes: maximumBytes)
    }

    /// Nil when absent or null. A number with a fraction or beyond Int64 is an error.
    package func integer(_ name: StaticString) throws(MessageError) -> Int64? {
        try fields.integer(name)
    }
}
