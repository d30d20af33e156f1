"""What every page of the web door does."""

def test_it(signed_in):
    r = signed_in.get("/search")
    print(r.get_data(as_text=True))
    assert r.status_code==200
