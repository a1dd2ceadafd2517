unsafe extern "C" {
    #[tm::source(Environment)]
    static environ: *const u8;
}

fn main() {}
