/// Float32 memory on a 64-byte boundary, given back when its last view goes.
///
/// `@unchecked Sendable`: the memory is shared as it is. Whoever writes through a view from one thread while another
/// reads or writes the same elements has a data race; the flows write to disjoint views or to one thread's own arena.
@usableFromInline
final class Storage: @unchecked Sendable {
    @usableFromInline let pointer: UnsafeMutablePointer<Float>
    @usableFromInline let count: Int

    /// Uninitialized memory for `count` values.
    init(count: Int) {
        precondition(count >= 0, "a storage of \(count) values")
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
        pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
