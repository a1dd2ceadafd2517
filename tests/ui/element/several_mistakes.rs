use tm::element;

#[element(Server, boundry = "Web", port = 80.5, controls(validates_inptu),
    expect(INP05))]
pub struct Web;

fn main() {
    let _ = Web;
}
