use tm::element;

#[element(Server, expect(DO02, reason = "the proxy limits it", colour = "red"))]
pub struct Web;

fn main() {
    let _ = Web;
}
